"""A picture of every method of the catalogue on the example cases, in every theme and as printed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from look.example_cases import result_of


def take(out: Path, wanted: Callable[[str, str], bool]) -> None:
    """``charts/QUESTION/METHOD THEME.png`` for every method; a method without example cases says so."""
    from leanbench import resources
    from leanbench.analyses import catalogue, study_picture
    from leanbench.errors import UserError
    from leanbench.plots import draw_result

    themes = sorted(path.stem for path in resources.path("themes").glob("*.json"))
    for name, method in catalogue.methods().items():
        item = method.question.rstrip("?").lower()
        if not (wanted("charts", item) or wanted("charts", name)):
            continue
        try:
            study, result = result_of(name)
        except UserError as error:
            print(f"no picture of {name}: give it cases in scripts/look/example_cases.py ({error})")
            continue
        folder = out / "charts" / item
        folder.mkdir(parents=True, exist_ok=True)
        height = max(draw_result.SIZE[1], draw_result.least_height(result))
        for theme in themes:
            options = study_picture.drawing_options(result, study)
            picture = draw_result.figure(result, theme=theme, size=(draw_result.SIZE[0], height), **options)
            (folder / f"{name} {theme}.png").write_bytes(picture.to_bytes("png"))
