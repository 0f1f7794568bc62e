"""The page: flow over pages, tables, tags, fonts, PDF."""
