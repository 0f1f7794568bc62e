"""Event logs: what really happened, case by case, and the map it makes."""
