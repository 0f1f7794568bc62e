"""What is written for systems nobody has run it on yet still says what was promised, and that it was not run."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
INSTALLERS = ROOT / "installers"


def test_the_installer_of_windows_asks_for_no_administrator_and_touches_no_document() -> None:
    text = (INSTALLERS / "windows" / "leanbench.iss").read_text("utf-8")
    assert re.search(r"^PrivilegesRequired=lowest$", text, re.M)
    assert re.search(r"^DefaultDirName=\{localappdata\}", text, re.M)
    assert not re.search(r"^Root: (?!HKCU)", text, re.M)  # the keys of this user only
    assert not re.search(r"^\[UninstallDelete\]", text, re.M)
    deleted = re.findall(r"^Type: .*Name: \"([^\"]*)\"", text, re.M)
    assert deleted == [r"{app}\_internal"]  # updating takes parts of the program away and nothing else
    assert re.findall(r"^Source: \"([^\"]*)\"", text, re.M) == [r"..\..\dist\leanbench\*"]


def test_the_app_of_macos_owns_the_files_of_events() -> None:
    tree = ast.parse((INSTALLERS / "leanbench.spec").read_text("utf-8"))
    (bundle,) = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "BUNDLE"
    ]
    (given,) = [word.value for word in bundle.keywords if word.arg == "info_plist"]
    assert isinstance(given, ast.Dict)
    plist = {ast.literal_eval(key): value for key, value in zip(given.keys, given.values, strict=True) if key}
    (owned,) = ast.literal_eval(plist["CFBundleDocumentTypes"])
    (declared,) = ast.literal_eval(plist["UTExportedTypeDeclarations"])
    assert owned["LSItemContentTypes"] == [declared["UTTypeIdentifier"]]
    assert declared["UTTypeTagSpecification"] == {"public.filename-extension": ["lean"]}


def test_what_was_not_run_is_called_so_wherever_it_is_offered() -> None:
    workflow = ROOT / ".github" / "workflows" / "three-systems.yml"
    for path in (
        workflow,
        INSTALLERS / "windows" / "leanbench.iss",
        INSTALLERS / "README.md",
        ROOT / "README.md",
    ):
        assert "not run here" in path.read_text("utf-8").lower(), path
    systems = re.search(r"system: \[(.*)\]", workflow.read_text("utf-8"))
    assert systems is not None
    assert [name.split("-")[0] for name in systems[1].split(", ")] == ["ubuntu", "windows", "macos"]
