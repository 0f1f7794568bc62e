"""Documents of any kind and their files: changes in, one notice out, journal, container, locks, merge. Never Qt.

What is particular to one kind of document is handed in (`document_kind.DocumentKind`); an event is
opened and saved by `leanbench.event.open_event` and `save_event`.
"""
