"""Make the pictures of docs/images from the running window, so that they never show an older program.

python scripts/make_images.py [FOLDER]      one picture per page and theme, 1440 x 900
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from look.studio import Studio, Way

ROOT = Path(__file__).resolve().parent.parent
THEMES = ("light", "dark")


def main(folder: Path) -> None:
    """Open the sample and grab every page in every theme."""
    studio = Studio()
    studio.open("permit-issuance")
    for theme in THEMES:
        studio.dress(Way(theme, theme=theme))
        for page_id, *_rest in studio.window.pages:
            studio.show_page(page_id)
            print(studio.grab(folder / f"{page_id}-{theme}.png"))
    studio.close()
    os._exit(0)  # the event is unsaved on purpose; nobody is to be asked about it


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images")
