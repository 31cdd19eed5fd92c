"""A program of its own that ends runs at every moment of their saves, and looks what is left: see `test_crashes`.

It forks before each try. The child ends at the n-th call that has to do with the disk, at once, without a word, as
after `kill -9`. With ``power`` what was not yet on the disk is lost as well, half of each file that was on its way.
"""

import os
import sys
from pathlib import Path
from typing import Any

from cnnviz.history.run_folder import RunFolder
from cnnviz.history.stored_run import open_run
from tests.history.toy_runs import SETUP, STEPS, differences, finished, recorder, taken

CRASHED = 9


class Disk:
    """Counts the calls that have to do with the disk, and ends the program at one of them."""

    def __init__(self, folder: Path, last: int, power: bool) -> None:
        self.folder, self.last, self.power = folder, last, power
        self.calls = 0
        self.safe: dict[int, int] = {}  # bytes that are on the disk, by the file's number
        self.replace, self.write = os.replace, Path.write_bytes
        os.fsync, os.replace = self._fsync, self._replace
        Path.write_bytes = lambda path, content: self._write(path, content)  # type: ignore[method-assign]

    def _fsync(self, number: int) -> None:
        self._count()
        status = os.fstat(number)
        self.safe[status.st_ino] = status.st_size

    def _replace(self, *paths: Any) -> None:
        self._count()
        self.replace(*paths)

    def _write(self, path: Path, content: bytes) -> int:
        if self.calls + 1 == self.last:
            self.write(path, content[: len(content) // 2])
        self._count()
        return self.write(path, content)

    def _count(self) -> None:
        self.calls += 1
        if self.calls == self.last:
            for path in self.folder.rglob("*") if self.power else ():
                status = path.stat()
                safe = self.safe.get(status.st_ino, 0)
                if path.is_file() and status.st_size > safe:
                    os.truncate(path, (status.st_size + safe) // 2)
            os._exit(CRASHED)


def crash(folder: Path, last: int, power: bool) -> bool:
    """Begin a run that saves after every report, and end it at the disk call `last`; whether it got there."""
    child = os.fork()
    if not child:
        try:
            run = recorder(RunFolder.create_at(folder, SETUP))
            disk = Disk(folder, last, power)
            disk.safe = {path.stat().st_ino: path.stat().st_size for path in folder.iterdir()}
            taken(run, 6)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == CRASHED


def main(place: Path, power: bool, first: int, apart: int) -> None:
    """Crash at the calls `first`, `first + apart`, …; print how many there were, and every difference."""
    os.fsync = lambda number: None  # what a crash does is decided by `Disk`; waiting for the real one shows nothing
    whole = RunFolder.create_at(place / "whole", SETUP)
    taken(recorder(whole, saves=False))
    last = first
    while crash(folder := place / f"run{last}", last, power):
        stored = open_run(folder)
        if stored.checkpoint is None:
            assert stored.record.step == 0, "steps without a checkpoint"
            taken(recorder(stored.folder, saves=False))  # it was never saved, and begins anew
        else:
            finished(folder)
        for difference in differences(folder, whole.path):
            print(f"call {last}: {difference}")
        assert open_run(folder).record.step == STEPS
        last += apart
    print(f"{(last - first) // apart} crashes")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] == "power", int(sys.argv[3]), int(sys.argv[4]))
