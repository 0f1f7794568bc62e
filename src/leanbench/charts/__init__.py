"""Result record -> matplotlib Figure. Never imports Qt."""
