"""Undo and redo of the Convolve page: what a step is called, and how much memory all of them may take."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

import numpy as np

from cnnviz.scenarios.scenario import Scenario
from cnnviz.scenarios.steps import Edited, Steps
from cnnviz.text import mark, tr

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
    "followed": mark("followed number"),
}


@dataclass(frozen=True, eq=False, repr=False)
class Edits(Steps[Scenario]):
    """Steps of which as many are kept as all arrays together take `MOST_BYTES`; one step back always is."""

    def _name(self, cause: str) -> str:
        return tr(NAMES[cause]) if cause in NAMES else cause

    def _within(self, past: tuple[Edited[Scenario], ...], present: Scenario) -> tuple[Edited[Scenario], ...]:
        seen: dict[int, int] = {}
        for kept, entry in enumerate((Edited(present, ""), *reversed(past))):
            seen.update((id(array), array.nbytes) for array in _arrays(entry.state))
            if kept > 1 and sum(seen.values()) > MOST_BYTES:
                return past[len(past) - kept + 1 :]
        return past


def _arrays(scenario: Scenario) -> Iterable[np.ndarray]:
    """The arrays that a scenario keeps in memory: whole ones, where it shows a part."""
    values = [getattr(scenario, field.name) for field in fields(scenario)]
    for value in (*values, scenario.source.values):
        if isinstance(value, np.ndarray):
            yield value.base if isinstance(value.base, np.ndarray) else value
