"""Tables in: CSV, spreadsheets, pasted text; nothing is dropped or coerced in silence."""
