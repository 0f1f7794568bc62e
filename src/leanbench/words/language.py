"""The door every sentence goes through, and the language of the moment.

The language belongs to the context (`contextvars`), so that a paper can be printed in Spanish while the
window stays English. US English is the source and costs nothing: no catalog, no Babel. Catalogs are
``resources/locale/<code>/leanbench.po``; they are read as they are, without a compiled twin.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from leanbench import resources
from leanbench.errors import UserError

if TYPE_CHECKING:
    from gettext import NullTranslations

DateOrder = Literal["mdy", "dmy", "ymd"]


class Language:
    """A language with its catalog and the signs its numbers are read by.

    `locale` is Babel's locale, None for US English, whose forms are written in this package.
    """

    __slots__ = ("catalog", "code", "date_order", "decimal", "locale")

    def __init__(
        self, code: str, catalog: NullTranslations | None, locale: Any, decimal: str, date_order: DateOrder
    ) -> None:
        self.code = code
        self.catalog = catalog
        self.locale = locale
        self.decimal = decimal
        self.date_order = date_order


ENGLISH = Language("en_US", None, None, ".", "mdy")
_active: ContextVar[Language] = ContextVar("language", default=ENGLISH)
active_language = _active.get


@contextmanager
def use_language(code: str) -> Iterator[Language]:
    """Texts made inside are in this language: ``with use_language("es"): ...``.

    Raises
    ------
    UserError
        No such language.
    """
    language = find_language(code)
    token = _active.set(language)
    try:
        yield language
    finally:
        _active.reset(token)


@cache
def find_language(code: str) -> Language:
    """A language by its code: ``en_US``, ``es``, ``de_AT``. Without a catalog only numbers and dates change.

    Raises
    ------
    UserError
        No such language.
    """
    if code in ("en_US", "en", "en-US"):
        return ENGLISH
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(code.replace("-", "_"))
    except (UnknownLocaleError, ValueError, TypeError):
        raise UserError(
            f"“{code}” is not a language. Use a code like en_US, {', '.join(languages()[1:]) or 'es'}."
        ) from None
    order = "".join(dict.fromkeys(c for c in locale.date_formats["short"].pattern.lower() if c in "dmy"))
    decimal: str = locale.number_symbols["latn"]["decimal"]
    orders: dict[str, DateOrder] = {"mdy": "mdy", "dmy": "dmy", "ymd": "ymd"}
    return Language(str(locale), _catalog(locale), locale, decimal, orders.get(order, "dmy"))


def languages() -> list[str]:
    """The codes that have texts: ``en_US`` first, then every catalog that ships."""
    return ["en_US", *sorted(file.parent.name for file in resources.path("locale").glob("*/leanbench.po"))]


def _catalog(locale: Any) -> NullTranslations | None:
    """The catalog of the exact locale, or of its language."""
    for code in (str(locale), locale.language):
        file = resources.path("locale", code, "leanbench.po")
        if file.is_file():
            return read_catalog(file.read_bytes())
    return None


def read_catalog(text: bytes) -> NullTranslations:
    """The translations in the bytes of a .po file."""
    from gettext import GNUTranslations
    from io import BytesIO

    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(text)))
    compiled.seek(0)
    return GNUTranslations(compiled)


def _(text: str) -> str:
    """A text in the language of the moment."""
    catalog = _active.get().catalog
    return text if catalog is None or not text else catalog.gettext(text)


def ngettext(one: str, many: str, count: float) -> str:
    """The form of a text that goes with `count`: ``ngettext("{n} step", "{n} steps", n)``.

    Only exactly 1 takes the singular in English; a count with decimals takes the plural everywhere.
    """
    catalog = _active.get().catalog
    if catalog is None:
        return one if count == 1 else many
    return catalog.ngettext(one, many, int(count) if count == int(count) else 2)


def pgettext(context: str, text: str) -> str:
    """A text that means different things in different places: ``pgettext("verb", "change")``."""
    catalog = _active.get().catalog
    return text if catalog is None else catalog.pgettext(context, text)


def N_(text: str) -> str:
    """Marks a text for the catalog and gives it back; say `_` where it is used."""
    return text


def NN_(one: str, many: str) -> tuple[str, str]:
    """Marks the two forms of a noun for the catalog and gives them back; `ngettext` or `count_text` use them."""
    return one, many
