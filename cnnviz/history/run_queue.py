"""Runs that wait for their turn: one after the other, in an order that can be changed while they wait."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cnnviz.history.run_setup import RunSetup

WAITING, RUNNING, FINISHED, STOPPED, FAILED = "waiting", "running", "finished", "stopped", "failed"


@dataclass(frozen=True)
class QueuedRun:
    """A run of the queue: `number` is its own for good, `state` one of the words above, `share` (0 to 1) how far it is.

    `folder` is where it is kept, once it has ended; `reason` is why it failed.
    """

    number: int
    setup: RunSetup
    state: str = WAITING
    share: float = 0.0
    folder: Path | None = None
    reason: str = ""


class RunQueue:
    """The runs in their order. While it `is_on`, the end of a run is the beginning of the next.

    Whatever run ends is told by `run_ended`, also one that was not of the queue: only one is on at a time. What fails
    does not keep the others from running; a run that a person stops stops the queue as well, the rest keeps waiting.
    """

    def __init__(self) -> None:
        self.runs: tuple[QueuedRun, ...] = ()
        self.is_on = False
        self._next_number = 1

    @property
    def running(self) -> QueuedRun | None:
        """The run of the queue that is on."""
        return next((run for run in self.runs if run.state == RUNNING), None)

    @property
    def waiting(self) -> tuple[QueuedRun, ...]:
        """The runs that are still to come, the next one first."""
        return tuple(run for run in self.runs if run.state == WAITING)

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where the finished ones are kept, in the order of the queue."""
        return tuple(run.folder for run in self.runs if run.state == FINISHED and run.folder is not None)

    def add(self, setups: Sequence[RunSetup]) -> None:
        """Put runs at the end."""
        for setup in setups:
            self.runs += (QueuedRun(self._next_number, setup),)
            self._next_number += 1

    def remove(self, number: int) -> None:
        """Take out a run that is not on."""
        self.runs = tuple(run for run in self.runs if run.number != number or run.state == RUNNING)

    def remove_ended(self) -> None:
        """Take out all runs that are over."""
        self.runs = tuple(run for run in self.runs if run.state in (WAITING, RUNNING))

    def move(self, number: int, by: int) -> None:
        """Let a waiting run change places with the waiting run that is `by` places further on."""
        places = [place for place, run in enumerate(self.runs) if run.state == WAITING]
        at = next((at for at, place in enumerate(places) if self.runs[place].number == number), None)
        if at is None:
            return
        other = min(max(at + by, 0), len(places) - 1)
        order = list(self.runs)
        waiting = [order[place] for place in places]
        waiting.insert(other, waiting.pop(at))
        for place, run in zip(places, waiting, strict=True):
            order[place] = run
        self.runs = tuple(order)

    def start(self, busy: bool = False) -> RunSetup | None:
        """Begin: the run to start now, None where one is on already (`busy`: one from elsewhere) or none waits."""
        self.is_on = bool(self.waiting) or self.running is not None
        return None if busy else self._begin_next()

    def stop(self) -> None:
        """Begin no more of them; the one that is on goes on."""
        self.is_on = False

    def progressed(self, share: float) -> None:
        """The run that is on has done `share` (0 to 1) of its steps."""
        if self.running is not None:
            self._set(self.running, share=min(max(share, 0.0), 1.0))

    def run_ended(self, state: str, folder: Path | None = None, reason: str = "") -> RunSetup | None:
        """A run has ended as FINISHED, STOPPED or FAILED: the run to start now, None where there is none."""
        if self.running is not None:
            share = 1.0 if state == FINISHED else self.running.share
            self._set(self.running, state=state, folder=folder, reason=reason, share=share)
            if state == STOPPED:
                self.is_on = False
        following = self._begin_next()
        if following is None:
            self.is_on = False
        return following

    def _begin_next(self) -> RunSetup | None:
        if not (self.is_on and self.waiting) or self.running is not None:
            return None
        following = self.waiting[0]
        self._set(following, state=RUNNING)
        return following.setup

    def _set(self, run: QueuedRun, **values: object) -> None:
        changed = replace(run, **values)  # type: ignore[arg-type]
        self.runs = tuple(changed if each.number == run.number else each for each in self.runs)
