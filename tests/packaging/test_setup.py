"""The script behind the README's two commands: what it finds missing, and what it says."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from .conftest import ROOT

SCRIPT = ROOT / "resources" / "setup.py"
COMMANDS = ["    python3 resources/setup.py start", "    python3 resources/setup.py test"]


@pytest.fixture
def setup() -> ModuleType:
    """The script as a module, freshly loaded."""
    spec = importlib.util.spec_from_file_location("cnnviz_setup", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_readme_prints_both_commands_and_ci_runs_the_second() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if "setup.py" in line and line.startswith("    ")] == COMMANDS
    assert f'test_command="{COMMANDS[1].strip()}"' in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_an_unknown_word_explains_the_script() -> None:
    run = subprocess.run([sys.executable, str(SCRIPT), "nonsense"], capture_output=True, text=True)
    assert run.returncode == 2
    assert "setup.py start" in run.stdout and run.stderr == ""


def test_each_library_names_a_package_of_every_family(setup: ModuleType) -> None:
    table = json.loads(setup.LIBRARIES.read_text(encoding="utf-8"))
    assert {frozenset(packages) for packages in table.values()} == {frozenset({"debian", "fedora", "arch", "suse"})}


def test_on_a_bare_machine_all_packages_are_missing(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "loads", lambda name: False)
    monkeypatch.setattr(setup.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(setup.shutil, "which", lambda name: None)
    to_start, to_test = setup.missing_packages(testing=False), setup.missing_packages(testing=True)
    assert {"libegl1", "libxcb-cursor0", f"python3.{sys.version_info.minor}-venv"} <= set(to_start)
    assert set(to_test) - set(to_start) == {"xvfb", "xdotool"}


def test_on_a_complete_machine_nothing_is_missing(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "loads", lambda name: True)
    monkeypatch.setattr(setup.shutil, "which", lambda name: name)
    assert setup.missing_packages(testing=True) == []


@pytest.fixture
def commands(setup: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    """The commands that the script would run, in a folder of its own."""
    made: list[list[str]] = []
    monkeypatch.setattr(setup, "run", lambda command, complaint: made.append(command))
    monkeypatch.setattr(setup, "ENVIRONMENT", tmp_path)
    monkeypatch.setattr(setup, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(setup, "STAMP", tmp_path / "stamp.json")
    return made


def test_a_second_set_up_runs_nothing(setup: ModuleType, commands: list[list[str]]) -> None:
    setup.prepare_environment("")
    assert [command[2] for command in commands] == ["venv", "pip"]
    setup.prepare_environment("")
    assert len(commands) == 2


def test_the_tests_packages_come_on_top_and_stay(setup: ModuleType, commands: list[list[str]]) -> None:
    setup.prepare_environment("")
    setup.prepare_environment("test")
    assert [command[2] for command in commands] == ["venv", "pip", "pip"]
    assert commands[-1][-1] == ".[test]"
    setup.prepare_environment("")
    setup.prepare_environment("test")
    assert len(commands) == 3


def test_a_broken_stamp_means_a_new_set_up(setup: ModuleType, commands: list[list[str]]) -> None:
    setup.prepare_environment("test")
    setup.STAMP.write_text("{", encoding="utf-8")
    setup.prepare_environment("test")
    assert [command[2] for command in commands] == ["venv", "pip", "venv", "pip"]
