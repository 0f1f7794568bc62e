"""Measurement systems: gage R&R, bias, linearity, agreement of appraisers."""

from typing import TYPE_CHECKING

from leanbench.doors import lazy_door

if TYPE_CHECKING:
    from leanbench.stats.msa.agreement_study import *
    from leanbench.stats.msa.gage import *
    from leanbench.stats.msa.gage_bias import *
    from leanbench.stats.msa.linearity_study import *

__getattr__, __dir__ = lazy_door(__name__, "agreement_study", "gage", "gage_bias", "linearity_study")
