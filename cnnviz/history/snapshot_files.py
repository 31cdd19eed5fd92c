"""Snapshots as files, one each: small enough to be read while somebody drags a slider, and gone one by one.

They are safetensors: "weights.conv1.weight", "gradients.conv1.weight", "evaluation.predicted"; the rest is JSON among
the metadata. A file takes its name when it is whole; it is only sure to be on the disk after `SnapshotFiles.sync`, so
that a snapshot costs no wait for the disk.
"""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from cnnviz.engine.arrays import Array
from cnnviz.engine.reports import EvaluationReport
from cnnviz.history.run_files import UNSOUND, RunFolderError, header_size, keep_on_disk, shown
from cnnviz.history.snapshot import Snapshot

FACTS = "cnnviz snapshot"  # the name of the JSON among a file's metadata
ENDING = ".safetensors"
NUMBERS = ("predicted", "sureness", "truth")  # the arrays of an evaluation


class SnapshotFiles:
    """The snapshots in one folder, which is made with the first of them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._unsure: set[Path] = set()  # written, but perhaps not on the disk yet

    def sizes(self) -> tuple[dict[int, int], int]:
        """Bytes of the arrays by step, in the order of steps, and how many files are torn, which are passed over."""
        found, torn = {}, 0
        for path in sorted(self.path.glob(f"[0-9]*{ENDING}")):
            try:
                found[int(path.stem)] = path.stat().st_size - header_size(path)
            except (OSError, ValueError):
                torn += 1
        return dict(sorted(found.items())), torn

    def write(self, snapshot: Snapshot) -> None:
        """Keep `snapshot`; one of the same step is replaced. OSError where there is no room."""
        from safetensors.numpy import save

        path = self._file(snapshot.step)
        content = save(_arrays(snapshot), {FACTS: json.dumps(_facts(snapshot))})
        self.path.mkdir(exist_ok=True)
        beside = path.with_suffix(".part")
        try:
            beside.write_bytes(content)
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        self._unsure.add(path)

    def read(self, step: int) -> Snapshot:
        """The snapshot of `step`. FileNotFoundError where there is none, RunFolderError where it is torn."""
        from safetensors import SafetensorError, safe_open

        path = self._file(step)
        try:
            header_size(path)
            with safe_open(path, framework="numpy") as file:
                facts = json.loads((file.metadata() or {})[FACTS])
                return _snapshot(facts, {name: file.get_tensor(name) for name in file.keys()})  # noqa: SIM118
        except FileNotFoundError:
            raise
        except (SafetensorError, OSError, *UNSOUND) as error:
            raise RunFolderError(
                "The snapshot {path} is damaged ({reason}). It is left out; the rest of the run can be used.",
                path=shown(path), reason=error,
            ) from error  # fmt: skip

    def delete(self, step: int) -> None:
        """Let go of the snapshot of `step`, if it is there and may be deleted."""
        path = self._file(step)
        self._unsure.discard(path)
        with suppress(OSError):  # it then takes room, and is found again when the folder is opened
            path.unlink(missing_ok=True)

    def sync(self) -> None:
        """Wait until all that was written is on the disk. OSError where that fails."""
        for path in sorted(self._unsure):
            keep_on_disk(path)
            self._unsure.discard(path)
        if self.path.is_dir() and os.name == "posix":
            keep_on_disk(self.path)

    def _file(self, step: int) -> Path:
        return self.path / f"{step:08d}{ENDING}"


def _arrays(snapshot: Snapshot) -> dict[str, Array]:
    parts: dict[str, Mapping[str, Array]] = {
        "weights": snapshot.weights,
        "gradients": snapshot.gradients,
        "evaluation": {name: getattr(snapshot.evaluation, name) for name in NUMBERS},
    }
    return {f"{part}.{name}": np.asarray(a, order="C") for part, arrays in parts.items() for name, a in arrays.items()}


def _facts(snapshot: Snapshot) -> dict[str, Any]:
    evaluation = {name: value for name, value in asdict(snapshot.evaluation).items() if name not in NUMBERS}
    return {"step": snapshot.step, "epoch": snapshot.epoch, "evaluation": evaluation}


def _snapshot(facts: Any, arrays: Mapping[str, Array]) -> Snapshot:
    parts: dict[str, dict[str, Array]] = {"weights": {}, "gradients": {}, "evaluation": {}}
    for key, array in arrays.items():
        part, _, name = key.partition(".")
        parts[part][name] = array
    told = facts["evaluation"]
    evaluation = EvaluationReport(
        int(told["step"]), int(told["epoch"]), float(told["loss"]), float(told["accuracy"]), str(told["part"]),
        int(told["pictures"]), *(parts["evaluation"][name] for name in NUMBERS),
    )  # fmt: skip
    return Snapshot(int(facts["step"]), int(facts["epoch"]), parts["weights"], parts["gradients"], evaluation)
