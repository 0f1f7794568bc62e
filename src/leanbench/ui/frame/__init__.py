"""The window around the pages: rail, bars, session, palette, tasks, theme."""
