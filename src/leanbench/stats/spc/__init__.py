"""Control charts: centre lines, limits, phases, rules and run charts."""
