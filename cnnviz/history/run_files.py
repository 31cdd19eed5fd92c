"""The files of a run's folder: their names, and the small things that reading and writing any of them needs."""

import json
import os
from pathlib import Path
from typing import Any

from cnnviz.data.model_paths import shown as shown
from cnnviz.text import ExplainedError

RUN = "run.json"  # what the run was started with, and a summary of how far it is
METRICS = "metrics.csv"  # a row for each step
EVALUATIONS = "evaluations.csv"  # a row for each evaluation
STATISTICS = "statistics.csv"  # a row for each layer, now and then
CHECKPOINT = "checkpoint.safetensors"  # all that is needed to go on
CHECKPOINT_BEFORE = "checkpoint-before.safetensors"  # the one before, should the last be damaged
MODEL = "model.safetensors"  # the network as it is, to be opened anywhere
SNAPSHOTS = "snapshots"
LOCK = "in-use"  # locked by the program that writes into the folder

LARGEST_JSON = 8_000_000  # bytes; a run of a ResNet of 152 layers has a hundredth of that
LARGEST_TABLE = 500_000_000  # bytes; seven million steps
LARGEST_HEADER = 100_000_000  # bytes, as the safetensors library has it

# What reading data raises that is not as it should be: missing, of another type, too large, nested without end.
UNSOUND = (LookupError, TypeError, ValueError, ArithmeticError, AttributeError, RecursionError)


class RunFolderError(ExplainedError):
    """A folder that holds no run, a damaged one, or one that cannot be written."""


def is_run(path: Path) -> bool:
    """Whether `path` looks like the folder of a run."""
    try:
        return any((path / name).is_file() for name in (RUN, CHECKPOINT, CHECKPOINT_BEFORE))
    except (OSError, ValueError):  # a name that no file can have
        return False


def read_bytes(path: Path, most: int) -> bytes:
    """The first bytes of a file, `most` at most. OSError where there is none, or something else of that name."""
    if path.exists() and not path.is_file():  # a pipe would be waited for, for ever
        raise OSError(None, "Is a directory" if path.is_dir() else "Not a file")
    with path.open("rb") as file:
        return file.read(most)


def read_json(path: Path) -> Any:
    """What is in a JSON file. OSError where it cannot be read, ValueError where it is not JSON or far too large."""
    content = read_bytes(path, LARGEST_JSON + 1)
    if len(content) > LARGEST_JSON:
        raise ValueError(f"more than {LARGEST_JSON:,} bytes")
    try:
        return json.loads(content)
    except RecursionError:
        raise ValueError("nested without end") from None


def header_size(path: Path) -> int:
    """Bytes of a safetensors file before its arrays; ValueError where the file is not as long as its header says."""
    if not path.is_file():
        raise FileNotFoundError(path) if not path.exists() else ValueError("not a file")
    size = path.stat().st_size
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if not 0 < length <= min(size - 8, LARGEST_HEADER):
            raise ValueError("no header")
        try:
            header = json.loads(file.read(length))
            ends = [entry["data_offsets"][1] for name, entry in header.items() if name != "__metadata__"]
        except (AttributeError, LookupError, TypeError, RecursionError) as error:
            raise ValueError("no sound header") from error
    if size != 8 + length + max(ends, default=0):
        raise ValueError("not whole")
    return 8 + length


def keep_on_disk(path: Path) -> None:
    """Wait until what is written in a file (or the names in a folder) is on the disk. OSError where that fails."""
    number = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(number)
    except OSError:
        if not path.is_dir():  # some network folders cannot
            raise
    finally:
        os.close(number)
