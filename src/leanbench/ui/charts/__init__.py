"""The parts of the Charts page: the picture one can point at, the options form, the cards of numbers."""
