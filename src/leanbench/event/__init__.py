"""The document: records, changes, units, and the file they are kept in. Never imports Qt."""
