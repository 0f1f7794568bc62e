"""Result record -> picture. Never imports Qt."""
