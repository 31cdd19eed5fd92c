"""The project built once, and installed in each of the three ways in an environment of its own."""

import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Installation:
    """A Python that has cnnviz in one of the three ways, and the folder that it is to be started in."""

    name: str
    python: Path
    folder: Path
    program: tuple[str, ...]

    def run(self, *command: str, environment: Mapping[str, str] = {}) -> str:
        """What the program says with these arguments; fails if it complains."""
        return run([*self.program, *command], self.folder, environment)

    def evaluate(self, script: str, environment: Mapping[str, str] = {}) -> str:
        """What a Python script prints."""
        return run([str(self.python), "-c", script], self.folder, environment)


def run(command: list[str], folder: Path, environment: Mapping[str, str] | None = None) -> str:
    """The output of a command started in `folder`, without what the tests' own Python sets."""
    inherited = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}
    everything = inherited | {"PYTHONDONTWRITEBYTECODE": "1"} | dict(environment or {})
    done = subprocess.run(command, cwd=folder, env=everything, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The wheel and the source archive, by the ends of their names, built as a package index would want them."""
    folder = tmp_path_factory.mktemp("built")
    run([sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-t", "wheel", "-d", str(folder)], ROOT)
    return {"wheel": next(folder.glob("*.whl")), "sdist": next(folder.glob("*.tar.gz"))}


@pytest.fixture(scope="session", params=["checkout", "editable", "wheel"])
def installation(
    request: pytest.FixtureRequest, built: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Installation:
    """The program from its folder, installed to be edited, or installed from its wheel; without a network."""
    folder = tmp_path_factory.mktemp(request.param)
    python = make_environment(folder / "environment")
    if request.param == "checkout":
        return Installation("checkout", python, ROOT, (str(python), "-m", "cnnviz"))
    what = ["--editable", str(ROOT)] if request.param == "editable" else [str(built["wheel"])]
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check"]
    run([*pip, "install", "--quiet", "--no-deps", "--no-index", "--no-build-isolation", *what], folder)
    program = python.with_name("cnnviz.exe" if sys.platform == "win32" else "cnnviz")
    return Installation(request.param, python, folder, (str(program),))


def make_environment(folder: Path) -> Path:
    """A fresh environment that sees the packages of this one, but nothing that this one is told by .pth files."""
    venv.create(folder, symlinks=sys.platform != "win32")
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    packages = run([str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], folder).strip()
    Path(packages, "packages_of_the_tests.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return python
