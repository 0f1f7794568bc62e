"""A result record -> a picture. Never imports Qt."""
