"""Layout and drawing of maps as one display list for screen, PDF and SVG."""
