"""The drawing surface of a map: items, gestures, view."""
