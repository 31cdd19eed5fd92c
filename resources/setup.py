"""Sets cnnviz up on a machine that has only Python, and starts it or runs its tests.

    python3 resources/setup.py start [what cnnviz takes]     set up what is missing, then open the window
    python3 resources/setup.py test [what pytest takes]      set up what is missing, then run the tests
    python3 resources/setup.py libraries                     only the system's libraries (Linux)

Needs nothing but Python's own library. Everything but the system's libraries goes into the folder .venv beside it; a
second run finds it there and starts at once. Only what is missing is installed, and it says what it does.
"""

import ctypes
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
STAMP = ENVIRONMENT / "cnnviz-setup.json"
TWO_AT_A_TIME = ("-n", "2", "--dist", "loadfile")  # pytest-xdist; what is said after it counts
LIBRARIES = Path(__file__).resolve().with_name("system-libraries.json")
TEST_TOOLS = {"Xvfb": "xvfb", "xdotool": "xdotool"}
OTHER_INSTALLERS = {"dnf": ("fedora", "sudo dnf install"), "pacman": ("arch", "sudo pacman -S"),
                    "zypper": ("suse", "sudo zypper install")}  # fmt: skip


class SetupError(Exception):
    """Why the set-up cannot go on, in one line."""


def main(words: list[str]) -> int:
    """Do what the first word says; gives the exit code."""
    if not words or words[0] not in {"start", "test", "libraries"}:
        print(__doc__)
        return 2
    try:
        if sys.version_info < (3, 11):  # noqa: UP036 - this file is started by whatever Python is there
            raise SetupError(f"cnnviz needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
        testing = words[0] == "test"
        install_system_packages(testing)
        if words[0] == "libraries":
            return 0
        prepare_environment("test" if testing else "")
        return run_tests(words[1:]) if testing else subprocess.call([str(PYTHON), "-m", "cnnviz", *words[1:]])
    except SetupError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130


def say(message: str) -> None:
    """One line about what is being done."""
    print(f"setup: {message}", file=sys.stderr, flush=True)


def missing_packages(testing: bool, family: str = "debian") -> list[str]:
    """The system's packages that are not there: libraries for Qt, what .venv needs, tools of the tests."""
    table = json.loads(LIBRARIES.read_text(encoding="utf-8"))
    packages = {table[name][family] for name in table if not loads(name)}
    if family == "debian" and importlib.util.find_spec("ensurepip") is None:
        packages.add(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    if testing:
        packages |= {package for tool, package in TEST_TOOLS.items() if shutil.which(tool) is None}
    return sorted(packages)


def loads(library: str) -> bool:
    """Whether the system's loader finds a library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def install_system_packages(testing: bool) -> None:
    """On Debian and its relatives install what is missing; elsewhere on Linux say what to install."""
    if not sys.platform.startswith("linux"):
        return
    if shutil.which("apt-get") is None:
        suggest_system_packages()
        return
    packages = missing_packages(testing)
    if not packages:
        return
    as_root = [] if os.geteuid() == 0 else ["sudo"]
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    if as_root and shutil.which("sudo") is None:
        raise SetupError(f"system packages are missing; install them as root: {' '.join(install)}")
    say(f"installing system packages: {' '.join(packages)}")
    quietly = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive"]
    for command in (["apt-get", "update", "--quiet"], [*install, "--quiet"]):
        if subprocess.call([*quietly, *command], stdout=sys.stderr):
            raise SetupError(f"{' '.join(command)} failed; what it said stands above.")


def suggest_system_packages() -> None:
    """Say how to get missing libraries where this script cannot install them; go on, for they may be elsewhere."""
    for tool, (family, command) in OTHER_INSTALLERS.items():
        if shutil.which(tool):
            packages = missing_packages(False, family)
            if packages:
                say(f"Qt may miss system libraries; if it does not start: {command} {' '.join(packages)}")


def prepare_environment(extra: str) -> None:
    """Make .venv hold cnnviz, with an optional group of its dependencies, unless it does already."""
    project = (ROOT / "pyproject.toml").read_bytes()
    state = {"python": sys.version, "project": hashlib.sha256(project).hexdigest(), "place": str(ROOT)}
    known = read_stamp()
    extras = set(map(str, known.pop("extras", [])))
    if known != state:
        extras = set()
    elif extra in extras or (not extra and extras):
        return
    extras.add(extra)
    if known != state or not PYTHON.exists():
        say("making .venv")
        run([sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)], "Python cannot make .venv")
    groups = ",".join(sorted(extras - {""}))
    say("installing cnnviz and the Python packages that it needs into .venv (about 300 MB to fetch the first time)")
    quiet = [] if sys.stderr.isatty() else ["--quiet"]
    what = f".[{groups}]" if groups else "."
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", *quiet, "--editable", what]
    run(pip, "pip could not install the packages; is the network there?")
    STAMP.write_text(json.dumps(state | {"extras": sorted(extras)}), encoding="utf-8")


def read_stamp() -> dict[str, Any]:
    """What the last set-up left in .venv: empty where there was none, or it did not end."""
    try:
        stamp: dict[str, Any] = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp


def run(command: list[str], complaint: str) -> None:
    """Run a command in the project's folder; SetupError if it fails."""
    if subprocess.call(command, cwd=ROOT, stdout=sys.stderr):
        raise SetupError(f"{complaint} (what it said stands above)")


def run_tests(words: list[str]) -> int:
    """The tests, two files at a time, without a window on the person's own screen."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    return subprocess.call([str(PYTHON), "-m", "pytest", *TWO_AT_A_TIME, *words], cwd=ROOT, env=environment)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
