"""What papers are put together from: the sections of the event report, pictures, summary."""
