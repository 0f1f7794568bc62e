"""Pure mathematics on a map: lead time, routing, yield, capacity, cost, simulation. Usable alone."""
