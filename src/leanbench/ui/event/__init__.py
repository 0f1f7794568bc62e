"""Pages of the event as a whole."""
