"""What ``cnnviz animate`` computes on: a picture, a shipped sample, numbers, or everything from a saved page."""

import sys
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cnnviz.commands.animate_numbers import OptionError
from cnnviz.scenarios.scenario import Scenario
from cnnviz.scenarios.source import Source, matrix_source
from cnnviz.text import tr

PAGE_ENDING = ".json"
NUMBER_ENDINGS = (".txt", ".csv", ".tsv", ".dat")
SAMPLE = "sample "


def saved_page(picture: str | None) -> tuple[Scenario, Mapping[str, Any]] | None:
    """The scenario of a saved page and how it was looked at; None where `picture` is no page's file."""
    if picture is None or not picture.lower().endswith(PAGE_ENDING):
        return None
    from cnnviz.scenarios.scenario_files import open_scenario

    return open_scenario(Path(picture))


def chosen_source(options: Namespace) -> Source:
    """The picture or the numbers that are asked for; an ExplainedError where there are none."""
    from cnnviz.ui.convolve.sources import source_from_file

    picture: str | None = options.picture
    if options.matrix is not None:
        if picture is not None:
            raise OptionError("There are a picture ({picture}) and a matrix; give one of them.", picture=picture)
        return _numbers(options.matrix, tr("Matrix"))
    if picture is None:
        raise OptionError("There is no picture; name one, or a shipped one ({samples}), or give numbers with --matrix.",
                          samples=", ".join(_samples()))  # fmt: skip
    if picture == "-":
        return _numbers(sys.stdin.read(), tr("Matrix"))
    path = Path(picture).expanduser()
    if path.suffix.lower() in NUMBER_ENDINGS:
        return _numbers(text_of(path), path.name)
    if not path.exists() and picture in _samples():
        return _sample(picture)
    if not path.exists() and not path.suffix:
        raise OptionError("There is no file {picture}, and no picture of that name ships with the program: {samples}.",
                          picture=picture, samples=", ".join(_samples()))  # fmt: skip
    return source_from_file(path)


def _numbers(text: str, name: str) -> Source:
    from cnnviz.scenarios.matrix_text import parse_matrix

    return matrix_source(name, parse_matrix(text))


def numbers_of(given: str) -> str:
    """The text of an option that takes numbers, or @FILE with numbers."""
    return text_of(Path(given[1:]).expanduser()) if given.startswith("@") else given


def text_of(path: Path) -> str:
    """The text in a file; OptionError where there is none."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise OptionError("{path} is no text: numbers are expected there.", path=path) from None


def _samples() -> list[str]:
    from cnnviz.ui.convolve.shipped import samples

    return [key.removeprefix(SAMPLE) for key in samples()]


def _sample(name: str) -> Source:
    from cnnviz.ui.convolve.shipped import sample_source, samples

    key = SAMPLE + name
    return sample_source(key, samples()[key])
