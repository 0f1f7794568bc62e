# The front door. Everything is done by scripts/tasks.py, which needs nothing but Python 3.11 to 3.13
# and works the same on Windows and macOS (see README).

PYTHON ?= $(firstword $(foreach p,python3.12 python3.13 python3.11 python3,$(shell command -v $(p) 2>/dev/null)) python3)

.PHONY: run test bench lock clean

run:
	@$(PYTHON) scripts/tasks.py run

test:
	@$(PYTHON) scripts/tasks.py test

bench:
	@$(PYTHON) scripts/tasks.py bench

lock:
	@$(PYTHON) scripts/tasks.py lock

clean:
	rm -rf .venv out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
