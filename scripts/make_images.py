"""Make the pictures of docs/images from the running window, so that they never show an older program.

python scripts/make_images.py [FOLDER]      one picture per page and theme, 1440 x 900
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("home", "map", "data", "charts", "papers")
THEMES = ("light", "dark")
PATIENCE = 40.0  # seconds for the papers to be made


def main(folder: Path) -> None:
    """Open the sample and grab every page in every theme."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as home:
        os.environ["LEANBENCH_HOME"] = home
        from PySide6.QtWidgets import QApplication

        from leanbench import resources
        from leanbench.ui.frame import settings, theme
        from leanbench.ui.frame.main_window import MainWindow
        from leanbench.ui.frame.session import Session

        app = QApplication([])
        theme.load_fonts()
        look = theme.Look("light", motion=False)
        look.apply(app)
        session = Session(look, settings.places(), settings.Settings(motion=False))
        window = MainWindow(session)
        window.resize(1440, 900)
        window.files.open_sample(resources.path("samples", "permit-issuance.lean"))
        window.show()

        def settle(least: float) -> None:
            end = time.monotonic() + least
            limit = time.monotonic() + PATIENCE
            while time.monotonic() < end or (session.tasks.busy() and time.monotonic() < limit):
                app.processEvents()
                time.sleep(0.01)

        folder.mkdir(parents=True, exist_ok=True)
        for name in THEMES:
            look.switch(app, name=name)
            for page in PAGES:
                window.show_page(page)
                settle(0.8)
                window.grab().save(str(folder / f"{page}-{name}.png"))
                print(folder / f"{page}-{name}.png")
        session.tasks.close()
        os._exit(0)  # the event is unsaved on purpose; nobody is to be asked about it


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images")
