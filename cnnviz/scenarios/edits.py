"""Undo and redo: every state that the page was in, as one value; an edit makes another one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np

from cnnviz.scenarios.scenario import Scenario
from cnnviz.text import mark, tr

MOST_STEPS = 200
MOST_BYTES = 256_000_000  # of numbers; a state shares all arrays with its neighbours but those that were edited

NAMES: Mapping[str, str] = {
    "operation": mark("operation"),
    "picture": mark("picture"),
    "size": mark("size"),
    "channels": mark("channels"),
    "preset": mark("kernel"),
    "kernel": mark("kernel"),
    "kernel size": mark("kernel size"),
    "turned": mark("reading of the kernel"),
    "filters": mark("filters"),
    "shown filter": mark("shown filter"),
    "bias": mark("bias"),
    "groups": mark("groups"),
    "stride": mark("stride"),
    "padding": mark("padding"),
    "border": mark("border"),
    "dilation": mark("dilation"),
    "output padding": mark("output padding"),
    "pool kind": mark("kind of pooling"),
    "pool size": mark("size of pooling"),
    "pool stride": mark("stride of pooling"),
    "pool padding": mark("padding of pooling"),
    "pool dilation": mark("dilation of pooling"),
    "ceil mode": mark("rounding of the size"),
    "count padding": mark("counting of the padding"),
    "upstream": mark("gradient from above"),
    "activation": mark("activation"),
    "chain": mark("chain"),
    "gradient": mark("direction"),
    "direction": mark("direction"),
    "textbook": mark("textbook"),
    "page": mark("opened page"),
}


class Edited(NamedTuple):
    """A state that is not shown now, and the cause of the edit between it and the one next to it."""

    scenario: Scenario
    cause: str


@dataclass(frozen=True, eq=False, repr=False)
class Edits:
    """What is shown (`present`), what was shown before and what was undone, both with the nearest state last.

    At most `MOST_STEPS` steps back are kept, and at most so many that all arrays together take `MOST_BYTES`; one step
    back always is.
    """

    present: Scenario
    past: tuple[Edited, ...] = ()
    future: tuple[Edited, ...] = ()

    @property
    def can_undo(self) -> bool:
        return bool(self.past)

    @property
    def can_redo(self) -> bool:
        return bool(self.future)

    @property
    def undo_name(self) -> str | None:
        """What would be undone, in words ("stride"); None where there is nothing."""
        return _name(self.past[-1].cause) if self.past else None

    @property
    def redo_name(self) -> str | None:
        """What would be done again, in words; None where there is nothing."""
        return _name(self.future[-1].cause) if self.future else None

    def with_edit(self, scenario: Scenario, cause: str) -> "Edits":
        """`scenario` is shown from now on; what was undone before is gone."""
        past = (*self.past, Edited(self.present, cause))[-MOST_STEPS:]
        return Edits(scenario, _within(past, scenario))

    def undone(self) -> "Edits":
        """One step back; as it is where there is none."""
        if not self.past:
            return self
        before, cause = self.past[-1]
        return Edits(before, self.past[:-1], (*self.future, Edited(self.present, cause)))

    def redone(self) -> "Edits":
        """One step forward again; as it is where there is none."""
        if not self.future:
            return self
        after, cause = self.future[-1]
        return Edits(after, (*self.past, Edited(self.present, cause)), self.future[:-1])


def _name(cause: str) -> str:
    return tr(NAMES[cause]) if cause in NAMES else cause


def _within(past: tuple[Edited, ...], present: Scenario) -> tuple[Edited, ...]:
    """The latest states of `past` that fit into `MOST_BYTES` together with the `present` one; the last one always."""
    seen: dict[int, int] = {}
    for kept, entry in enumerate((Edited(present, ""), *reversed(past))):
        seen.update((id(array), array.nbytes) for array in _arrays(entry.scenario))
        if kept > 1 and sum(seen.values()) > MOST_BYTES:
            return past[len(past) - kept + 1 :]
    return past


def _arrays(scenario: Scenario) -> Iterable[np.ndarray]:
    """The arrays that a scenario keeps in memory: whole ones, where it shows a part."""
    values = [getattr(scenario, field.name) for field in fields(scenario)]
    for value in (*values, scenario.source.values):
        if isinstance(value, np.ndarray):
            yield value.base if isinstance(value.base, np.ndarray) else value
