"""The state of the Convolve page in a small file, to be opened again here or on another computer.

A file ends in ``.cnnviz.json`` and is JSON in UTF-8, one object with four fields::

    {
     "format": "cnnviz page",
     "version": 1,
     "scenario": {…},
     "view": {"position": 12, "speed": 5.0}
    }

- ``scenario`` has the fields of `scenario.Scenario` by their names. Needed are ``source``, ``image``, ``kernel`` and
  ``bias``; any other that is left out has its usual value, and none may be there that is not known. Pairs and sides are
  lists of whole numbers. Arrays are written as `scenario_arrays` says.
- ``source`` has the fields of `source.Source`. Its ``values`` are left out where its ``key`` names a shipped picture
  ("sample house"); all others hold their numbers, random ones too.
- ``view`` says how it is looked at, in plain values (numbers, texts, true and false, null, lists of them); which, the
  page knows.

Whatever is saved comes back to the last bit. A file is read as a whole or not at all, and nothing in it is executed. A
later version of the program reads the files of this one.
"""

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from cnnviz.data.model_paths import shown
from cnnviz.data.whole_file import write_whole
from cnnviz.scenarios.scenario import Scenario
from cnnviz.scenarios.scenario_arrays import ScenarioFileError
from cnnviz.scenarios.scenario_fields import scenario_data, scenario_from_data
from cnnviz.scenarios.scenes import scene_of
from cnnviz.text import ExplainedError, mark, quoted

ENDING = ".cnnviz.json"
FORMAT = "cnnviz page"
VERSION = 1
MOST_BYTES = 64 * 2**20

View = dict[str, Any]


def save_scenario(path: str | Path, scenario: Scenario, view: Mapping[str, Any]) -> None:
    """Write a scenario, and how it is looked at, to `path`; an old file stays until the new one is complete.

    ScenarioFileError where it cannot be written.
    """
    path = Path(path)
    try:
        _check_view(dict(view))
        content = _json(scenario_data(scenario), view).encode()
        if len(content) > MOST_BYTES:
            raise ScenarioFileError(mark("it would take {given} MB; at most {most} MB are saved"),
                                    given=math.ceil(len(content) / 2**20), most=MOST_BYTES // 2**20)  # fmt: skip
        write_whole(path, content)
    except (ScenarioFileError, OSError, ValueError) as error:
        raise ScenarioFileError(
            mark("The page cannot be saved as {path}: {reason}."), path=shown(path), reason=_reason(error)
        ) from error


def open_scenario(path: str | Path) -> tuple[Scenario, View]:
    """The scenario in a file, which can be shown, and how it was looked at; ScenarioFileError says what is wrong."""
    path = Path(path)
    try:
        saved = _object(_content(path))
        scenario = scenario_from_data(saved["scenario"])
        _check_view(saved["view"])
        scene_of(scenario)
    except (ExplainedError, OSError, ValueError) as error:
        raise ScenarioFileError(
            mark("The page {path} cannot be opened: {reason}."), path=shown(path), reason=_reason(error)
        ) from error
    return scenario, saved["view"]


def _json(scenario: Mapping[str, Any], view: Mapping[str, Any]) -> str:
    """JSON with a line for each field of the scenario, so that people and version control can read it."""
    lines = [f"  {json.dumps(name)}: {_line(value)}" for name, value in scenario.items()]
    parts = {
        "format": _line(FORMAT),
        "version": _line(VERSION),
        "scenario": "{\n" + ",\n".join(lines) + "\n }",
        "view": _line(dict(view)),
    }
    return "{\n" + ",\n".join(f" {json.dumps(name)}: {text}" for name, text in parts.items()) + "\n}\n"


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _content(path: Path) -> bytes:
    if path.exists() and not path.is_file():  # opening a pipe would wait for ever
        raise OSError(None, "Is a directory" if path.is_dir() else "Not a file")
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ScenarioFileError(mark("it has more than {most} MB, which no saved page has"), most=MOST_BYTES // 2**20)
    return content


def _object(content: bytes) -> dict[str, Any]:
    """What a file says, if it is a page that this version knows; nothing is made of it yet."""
    try:
        saved = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse)
    except (ValueError, RecursionError):  # no text, no JSON, numbers of thousands of digits, nested without end
        raise ScenarioFileError(mark("it is not JSON, or not whole; pages saved by cnnviz are")) from None
    if not isinstance(saved, dict) or saved.get("format") != FORMAT:
        raise ScenarioFileError(mark("it was not saved by cnnviz, or is none of its pages"))
    version = saved.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise ScenarioFileError(
            mark("its version is {given}; it must be a whole number, 1 or more"), given=quoted(version)
        )
    if version > VERSION:
        raise ScenarioFileError(mark("a later version of cnnviz saved it (format {given}, this one knows {known}); "
                                     "update cnnviz"), given=version, known=VERSION)  # fmt: skip
    if set(saved) != {"format", "version", "scenario", "view"}:
        odd = ", ".join(sorted(map(quoted, set(saved) ^ {"format", "version", "scenario", "view"})))
        raise ScenarioFileError(mark("it must have “format”, “version”, “scenario” and “view” and nothing else; these "
                                     "are missing or too many: {odd}"), odd=odd)  # fmt: skip
    return saved


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _check_view(view: object) -> None:
    if not isinstance(view, dict) or not all(isinstance(key, str) and _is_plain(value) for key, value in view.items()):
        raise ScenarioFileError(
            mark("“view” must be an object of numbers, texts, true or false, null and lists of them")
        )


def _is_plain(value: object, depth: int = 0) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, list):
        return depth < 2 and all(_is_plain(item, depth + 1) for item in value)
    return value is None or isinstance(value, int | str)


def _reason(error: Exception) -> str:
    """What an error says, as the end of a sentence."""
    return str(getattr(error, "strerror", None) or error).rstrip(".")
