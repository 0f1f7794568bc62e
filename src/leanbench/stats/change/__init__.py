"""Did it change: before and after as one study."""
