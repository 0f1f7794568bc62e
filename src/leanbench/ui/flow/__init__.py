"""Panels below the map: how loaded everyone is, what happens if, and what a simulation says."""
