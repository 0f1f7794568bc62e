"""Recipes: what is done to a table, step by step, derived anew from the table as it came."""
