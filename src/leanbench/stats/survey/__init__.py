"""Questionnaires: items, reliability, importance and performance."""

from typing import TYPE_CHECKING

from leanbench.doors import lazy_door

if TYPE_CHECKING:
    from leanbench.stats.survey.consistency import *
    from leanbench.stats.survey.survey_items import *

__getattr__, __dir__ = lazy_door(__name__, "consistency", "survey_items")
