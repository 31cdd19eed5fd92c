"""The pictures that ship with the program, as `samples.json` beside them lists them."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Sample:
    """A picture that ships with the program; `label` and `shows` are marked for translation."""

    path: Path
    label: str
    shows: str
    colour: bool


def list_samples(folder: Path) -> tuple[Sample, ...]:
    """The samples that `folder`/samples.json names; none where there is no such file."""
    table = folder / "samples.json"
    if not table.is_file():
        return ()
    entries = json.loads(table.read_text(encoding="utf-8"))
    return tuple(
        Sample(folder / entry["file"], entry["label"], entry["shows"], entry["kind"] == "rgb") for entry in entries
    )
