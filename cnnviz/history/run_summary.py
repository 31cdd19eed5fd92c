"""How far a run is and how good, in few numbers: what a list of runs shows without reading more of each."""

import math
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from cnnviz.history.record import STATES
from cnnviz.history.run_files import RunFolderError


@dataclass(frozen=True)
class RunSummary:
    """Numbers of a run when it was last saved. Accuracies are from 0 to 1, and None where there is none yet.

    `state` is a word of STATES; `reason` is a sentence on why it failed. `last_accuracy` and `best_accuracy` are of the
    validation pictures.
    """

    state: str = "new"
    step: int = 0
    total: int = 0
    epoch: int = 0
    seconds: float = 0.0
    last_accuracy: float | None = None
    best_accuracy: float | None = None
    test_accuracy: float | None = None
    reason: str = ""

    def as_data(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return asdict(self)

    def with_state(self, state: str) -> "RunSummary":
        """The same numbers in another state."""
        return replace(self, state=state)

    @classmethod
    def of_data(cls, data: Any) -> "RunSummary":
        """What `as_data` told; RunFolderError where it is something else. Unknown names are passed over.

        >>> RunSummary.of_data({"state": "stopped", "step": 7, "shoe size": 43})
        RunSummary(state='stopped', step=7, total=0, epoch=0, seconds=0.0, last_accuracy=None, best_accuracy=None, \
test_accuracy=None, reason='')
        """
        if not isinstance(data, dict):
            raise RunFolderError("The summary of the run is not a table of names and values.")
        values = {field.name: data.get(field.name, field.default) for field in fields(cls)}
        sound = (
            values["state"] in STATES
            and isinstance(values["reason"], str)
            and all(_is_count(values[name]) for name in ("step", "total", "epoch"))
            and all(value is None or _is_number(value) for name, value in values.items() if "accuracy" in name)
            and _is_number(values["seconds"])
        )
        if not sound:
            raise RunFolderError("The summary of the run holds something that is no number where there must be one.")
        return cls(**values)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53


def _is_number(value: object) -> bool:
    return _is_count(value) or (isinstance(value, float) and math.isfinite(value) and value >= 0)
