"""The folder of a run: made under a name of its own, and the one small file that says what lies in it."""

import json
import re
import unicodedata
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from cnnviz import __version__
from cnnviz.data.whole_file import write_whole
from cnnviz.history.run_files import (
    CHECKPOINT,
    CHECKPOINT_BEFORE,
    EVALUATIONS,
    METRICS,
    MODEL,
    RUN,
    SNAPSHOTS,
    STATISTICS,
    RunFolderError,
    shown,
)
from cnnviz.history.run_setup import RunSetup
from cnnviz.history.run_summary import RunSummary
from cnnviz.history.setup_file import setup_as_data
from cnnviz.paths import runs_dir

VERSION = 1
LONGEST = 60  # letters of a name in the name of a folder


class RunFolder:
    """Where the files of one run lie; having one writes nothing."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def create(cls, setup: RunSetup, parent: Path | None = None) -> "RunFolder":
        """A new folder below `parent` (the user's folder of runs), named by the time and the run's name.

        RunFolderError where it cannot be made.
        """
        parent = runs_dir() if parent is None else parent
        name = folder_name(setup)
        try:
            parent.mkdir(parents=True, exist_ok=True)
            for number in range(1, 10_000):
                path = parent / (name if number == 1 else f"{name}-{number}")
                try:
                    path.mkdir()
                except FileExistsError:
                    continue
                return cls._begun(path, setup)
        except OSError as error:
            raise _not_made(parent, error) from error
        raise RunFolderError("There are too many runs called “{name}”; give this one another name.", name=name)

    @classmethod
    def create_at(cls, path: Path, setup: RunSetup) -> "RunFolder":
        """The folder `path` itself, new or empty; RunFolderError where it is neither, or cannot be made."""
        try:
            path.mkdir(parents=True, exist_ok=True)
            taken = any(path.iterdir())
        except OSError as error:
            raise _not_made(path, error) from error
        if taken:
            raise RunFolderError(
                "The folder {path} is not empty. Name a new one to keep this run in, or go on with the run in it.",
                path=shown(path),
            )
        try:
            return cls._begun(path, setup)
        except OSError as error:
            raise _not_made(path, error) from error

    @classmethod
    def _begun(cls, path: Path, setup: RunSetup) -> "RunFolder":
        folder = cls(path)
        created = setup.created or datetime.now().isoformat(timespec="seconds")
        folder.write_head(replace(setup, created=created), RunSummary())
        return folder

    def write_head(self, setup: RunSetup, summary: RunSummary) -> None:
        """Write run.json anew, whole or not at all. OSError where there is no room."""
        head = {
            "version": VERSION,
            "made by": f"cnnviz {__version__}",
            "summary": summary.as_data(),
            "setup": setup_as_data(setup),
        }
        write_whole(self.head, json.dumps(head, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace"))

    @property
    def head(self) -> Path:
        """Setup and summary, as JSON."""
        return self.path / RUN

    @property
    def metrics(self) -> Path:
        """A row for each step."""
        return self.path / METRICS

    @property
    def evaluations(self) -> Path:
        """A row for each evaluation."""
        return self.path / EVALUATIONS

    @property
    def statistics(self) -> Path:
        """A row for each layer, now and then."""
        return self.path / STATISTICS

    @property
    def checkpoint(self) -> Path:
        """All that is needed to go on."""
        return self.path / CHECKPOINT

    @property
    def checkpoint_before(self) -> Path:
        """The checkpoint of the save before, for where the last is damaged."""
        return self.path / CHECKPOINT_BEFORE

    @property
    def model(self) -> Path:
        """The network as it was when the run last rested."""
        return self.path / MODEL

    @property
    def snapshots(self) -> Path:
        """The folder of the snapshots."""
        return self.path / SNAPSHOTS

    def __repr__(self) -> str:
        return f"RunFolder({str(self.path)!r})"


def folder_name(setup: RunSetup) -> str:
    """A name that every file system takes: time of the start, then what people call the run.

    >>> from cnnviz.data.data_choice import DataChoice
    >>> from cnnviz.engine.training_settings import TrainingSettings
    >>> folder_name(RunSetup("LeNet: Größe 5/6?", {}, "", DataChoice(), TrainingSettings(), "2025-03-01T17:04:09"))
    '2025-03-01 17-04-09 LeNet Größe 5 6'
    """
    when = setup.created or datetime.now().isoformat(timespec="seconds")
    return f"{_plain(when.replace('T', ' ').replace(':', '-'))[:19]} {_plain(setup.name)}".strip()


def _plain(name: str) -> str:
    """Letters, digits and a few signs; no dot at an end (Windows), nothing that means another folder."""
    known = unicodedata.normalize("NFC", name)
    words = re.sub(r"[^\w +=,@-]+|[\x00-\x1f]", " ", known).split()
    return " ".join(words)[:LONGEST].strip()


def _not_made(path: Path, error: OSError) -> RunFolderError:
    return RunFolderError(
        "The run cannot be kept in {path}: {reason}. Choose a folder that you may write to, on a disk with room.",
        path=shown(path), reason=error.strerror or error,
    )  # fmt: skip
