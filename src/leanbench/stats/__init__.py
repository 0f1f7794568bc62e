"""Control charts, capability, measurement systems and tests. Each function returns a result record."""
