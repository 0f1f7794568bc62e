"""One ruler: from a value to its text and back, for numbers, shares, money, dates, times, lists and plurals.

Every text a person sees goes through here, in the language of the moment (`language.use_language`):
US English at once, other languages by their catalog under ``resources/locale`` and by Babel.

- `numbers`, `money`, `dates`, `durations`, `lists` write one kind of value and read it back.
- `figures` decides for each kind of quantity its unit and its decimals, once for screen, paper, cell
  and speech.
- `working_calendar` holds the two clocks, business minutes and elapsed minutes, and the only bridge.
- `_`, `ngettext`, `pgettext` are the door for sentences; `N_` marks a text that is translated where it
  is used, because the list it stands in is made when the program starts.

Files for machines (CSV, spreadsheets, JSON) carry `numbers.plain_number`, never a text made for people.
"""

from leanbench.words.language import N_, _, ngettext, pgettext

__all__ = ["N_", "_", "ngettext", "pgettext"]
