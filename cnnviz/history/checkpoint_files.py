"""The file from which a run goes on: whole or not there, with the one before kept should the last be damaged."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from cnnviz.data.whole_file import written_beside
from cnnviz.engine.checkpoints import Checkpoint
from cnnviz.engine.reports import EarlyStopReport, StepReport
from cnnviz.history.run_files import UNSOUND, RunFolderError, header_size, keep_on_disk, shown
from cnnviz.history.run_setup import RunSetup
from cnnviz.history.setup_file import setup_as_data, setup_of_data

FACTS = "cnnviz run"  # the name of the JSON among the file's metadata
TABLES = ("metrics", "evaluations", "statistics")


@dataclass(frozen=True, eq=False)
class SavedRun:
    """A checkpoint, and beside it what the files of the run hold at that moment.

    `setup` is in it once more, so that a run without its run.json can be opened. `pictures` is the mark of the data,
    `rows` how many rows each table had, `row` the one that was not complete, `seconds` the time spent on the run.
    """

    checkpoint: Checkpoint
    setup: RunSetup
    pictures: Mapping[str, Any]
    rows: Mapping[str, int]
    row: Mapping[str, Any] = field(default_factory=dict)
    last: StepReport | None = None
    early_stop: EarlyStopReport | None = None
    seconds: float = 0.0


def write_checkpoint(path: Path, before: Path, run: SavedRun) -> None:
    """Write `run` to `path`; the file that was there becomes `before`. OSError where there is no room."""
    from safetensors.numpy import save

    facts = {
        "checkpoint": run.checkpoint.facts(),
        "setup": setup_as_data(run.setup),
        "pictures": dict(run.pictures),
        "rows": dict(run.rows),
        "row": dict(run.row),
        "last": None if run.last is None else vars(run.last),
        "early_stop": None if run.early_stop is None else vars(run.early_stop),
        "seconds": run.seconds,
    }
    arrays = {name: np.asarray(array, order="C") for name, array in run.checkpoint.arrays.items()}
    content = save(arrays, {FACTS: json.dumps(facts)})
    with written_beside(path) as beside:
        beside.write_bytes(content)
        keep_on_disk(beside)  # before the last one gives up its name
        with suppress(FileNotFoundError):
            path.replace(before)


def read_checkpoint(path: Path) -> SavedRun:
    """What `write_checkpoint` wrote. FileNotFoundError where there is none, RunFolderError where it is damaged."""
    from safetensors import SafetensorError, safe_open

    try:
        header_size(path)  # the library maps a file into memory: what is not there must not be looked for
        with safe_open(path, framework="numpy") as file:
            facts = json.loads((file.metadata() or {})[FACTS])
            arrays = {name: np.array(file.get_tensor(name)) for name in file.keys()}  # noqa: SIM118
        return _saved_run(facts, arrays)
    except FileNotFoundError:
        raise
    except (SafetensorError, OSError, *UNSOUND) as error:
        raise RunFolderError("{path} is damaged ({reason}).", path=shown(path), reason=error) from error


def _saved_run(facts: Any, arrays: Mapping[str, np.ndarray]) -> SavedRun:
    rows = {name: int(facts["rows"][name]) for name in TABLES}
    if min(rows.values()) < 0 or not all(isinstance(facts[name], dict) for name in ("pictures", "row")):
        raise ValueError("rows")
    last, stop = facts["last"], facts["early_stop"]
    return SavedRun(
        Checkpoint.of(facts["checkpoint"], arrays), setup_of_data(facts["setup"]), facts["pictures"], rows,
        facts["row"], None if last is None else _step_report(last), None if stop is None else _early_stop(stop),
        float(facts["seconds"]),
    )  # fmt: skip


def _step_report(told: Any) -> StepReport:
    step, epoch, steps_per_epoch, total, pictures = (
        int(told[name]) for name in ("step", "epoch", "steps_per_epoch", "total_steps", "pictures")
    )
    loss, accuracy, rate = (float(told[name]) for name in ("loss", "accuracy", "learning_rate"))
    return StepReport(step, epoch, steps_per_epoch, total, loss, accuracy, rate, pictures)


def _early_stop(told: Any) -> EarlyStopReport:
    step, epoch, best_epoch = (int(told[name]) for name in ("step", "epoch", "best_epoch"))
    return EarlyStopReport(step, epoch, best_epoch, float(told["best_loss"]))
