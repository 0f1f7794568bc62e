"""The Map page: canvas, steps table, inspector, and the panels below."""
