"""Pictures of everything a user meets: pages, panels, dialogs, papers, charts; as single PNGs and contact sheets.

Nothing is listed here: pages come from the rail, panels, views and dialogs from the book of actions, papers from
the gallery, charts from the list of methods, events from the samples. What is added there appears here.
"""
