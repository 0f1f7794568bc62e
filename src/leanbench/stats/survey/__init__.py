"""Questionnaires: items, reliability, importance and performance."""
