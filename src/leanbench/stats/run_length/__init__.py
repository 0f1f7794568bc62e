"""How soon a control chart sees a change: average run lengths."""
