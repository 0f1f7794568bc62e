# The front door. Everything is done by scripts/tasks.py, which needs nothing but Python 3.11 to 3.13
# and works the same on Windows and macOS (see README).

# The first Python that runs here and is new enough (a version manager may offer names that do not run).
FITS = import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for p in python3 python3.12 python3.13 python3.11; do \
    $$p -c '$(FITS)' >/dev/null 2>&1 && { echo $$p; exit; }; done; echo python3)

.PHONY: run test bench look package lock clean

run:
	@$(PYTHON) scripts/tasks.py run

test:
	@$(PYTHON) scripts/tasks.py test

bench:
	@$(PYTHON) scripts/tasks.py bench

look:  # pictures of every page, panel, dialog, paper and chart in out/look; ONLY="map report" narrows
	@$(PYTHON) scripts/tasks.py look $(ONLY)

package:  # a folder people can run without Python, and its archive, in dist
	@$(PYTHON) scripts/tasks.py package

lock:
	@$(PYTHON) scripts/tasks.py lock

clean:
	rm -rf .venv out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
