"""Pieces of pages: tables, inspectors, strips."""
