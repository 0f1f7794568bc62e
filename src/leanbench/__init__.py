"""leanbench: one offline workbench for Lean events in government.

The packages below `ui` never import Qt and can be used alone from a notebook:
`leanbench.event` (the document), `leanbench.flow` and `leanbench.stats` (the mathematics),
`leanbench.maps`, `leanbench.plots` and `leanbench.papers` (drawings and papers).
"""

from leanbench.notebook import draw_with

__all__ = ["__version__"]
__version__ = "0.1.0"

draw_with("leanbench.plots.draw_result")
