"""The window itself: bars, rail, palette, files, dialogs; it stands above every page."""
