"""The parts of the Data page: the table, its columns, and the preview of an import."""
