"""The program works the same from a checkout, an editable install and a wheel."""

import os
import tarfile
import zipfile
from pathlib import Path

from cnnviz import __version__
from cnnviz.paths import resources

from .conftest import ROOT, Installation

LIST_RESOURCES = """
from cnnviz.paths import resources
print(*sorted(p.relative_to(resources()).as_posix() for p in resources().rglob("*") if p.is_file()), sep="\\n")
"""
OPEN_WINDOW = """
import sys
from PySide6.QtWidgets import QApplication
from cnnviz.ui.app import make_window, prepare
from cnnviz.ui.icons import program_icon
from cnnviz.ui.workspace import Workspace
application = QApplication(sys.argv)
schemes = prepare(application)
window = make_window(Workspace())
window.show_page("convolve")
schemes.dress()
window.show()
application.processEvents()
print(window.isVisible(), application.font().family(), program_icon().isNull())
window.close()
"""


def own_resources() -> list[str]:
    paths = (path for path in resources().rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return sorted(path.relative_to(resources()).as_posix() for path in paths)


def test_the_program_says_its_version(installation: Installation) -> None:
    assert installation.run("--version") == f"cnnviz {__version__}\n"


def test_every_resource_is_found(installation: Installation) -> None:
    found = [name for name in installation.evaluate(LIST_RESOURCES).splitlines() if "__pycache__" not in name]
    assert found == own_resources()
    assert {"icons/cnnviz.svg", "images/three.png", "fonts/Inter-Regular.otf", "system-libraries.json"} <= set(found)


def test_the_package_is_the_one_that_was_installed(installation: Installation) -> None:
    place = Path(installation.evaluate("import cnnviz; print(cnnviz.__file__)").strip())
    inside_checkout = place.is_relative_to(ROOT)
    assert inside_checkout == (installation.name != "wheel")


def test_the_window_opens_with_its_font_and_icon(installation: Installation) -> None:
    said = installation.evaluate(OPEN_WINDOW, {**os.environ, "QT_QPA_PLATFORM": "offscreen"})
    assert said == "True Inter False\n"


def test_the_wheel_holds_the_package_its_resources_and_its_licences_alone(built: dict[str, Path]) -> None:
    with zipfile.ZipFile(built["wheel"]) as wheel:
        names = wheel.namelist()
    assert {name.split("/")[0] for name in names} == {"cnnviz", f"cnnviz-{__version__}.dist-info"}
    assert {"cnnviz/py.typed", "cnnviz/resources/fonts/Inter-LICENSE.txt"} <= set(names)
    assert f"cnnviz-{__version__}.dist-info/licenses/LICENSE" in names
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]
    assert len(names) == len(set(names))


def test_the_source_archive_holds_what_it_takes_to_build_and_test(built: dict[str, Path]) -> None:
    with tarfile.open(built["sdist"]) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames()}
    needed = {"pyproject.toml", "README.md", "LICENSE", "cnnviz/paths.py", "tests/conftest.py", "tests/test_imports.py"}
    assert needed | {f"resources/{name}" for name in own_resources()} <= names
    assert {name.split("/")[0] for name in names} <= {
        "pyproject.toml", "README.md", "LICENSE", "PKG-INFO", ".gitignore", "cnnviz", "resources", "tests",
    }  # fmt: skip
    assert not [name for name in names if "__pycache__" in name]
