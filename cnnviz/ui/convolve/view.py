"""How a scenario is looked at, and what a number typed into a cell makes of it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from cnnviz.scenarios.scenario import Scenario
from cnnviz.traces.scene import Edit

DECIMALS = 2
SPEED = 5.0
LARGEST = 1e9  # of anything that a file says about a view


class View(NamedTuple):
    """Where the film stands and how it is shown; saved with a page, but not undone."""

    position: int = 0
    speed: float = SPEED
    loop: bool = False
    decimals: int = DECIMALS
    identity: bool = False
    zoom: float = 1.0
    rows: bool = False

    def as_data(self) -> dict[str, Any]:
        """Plain data for a file."""
        return self._asdict()

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "View":
        """A view from a file: what is missing, unknown or of another type is left as it usually is."""
        known: dict[str, Any] = cls()._asdict()
        fitting = {name: type(known[name])(value) for name, value in data.items() if _fits(value, known.get(name))}
        return cls(**fitting)


def _fits(value: object, usual: object) -> bool:
    """Whether a value from a file can stand where `usual` stands."""
    if not isinstance(value, int | float) or usual is None or isinstance(value, bool) != isinstance(usual, bool):
        return False
    return abs(value) < LARGEST


def with_number(scenario: Scenario, edit: Edit, value: float) -> Scenario:
    """`scenario` with one number of its picture, kernel, bias or upstream gradient changed."""
    from cnnviz.scenarios.upstream import upstream_of

    arrays = {"image": scenario.image, "kernel": scenario.kernel, "bias": scenario.bias}
    array = (upstream_of(scenario) if edit.part == "upstream" else arrays[edit.part]).copy()
    array[edit.at] = value
    if edit.part == "kernel":
        return scenario.with_kernel(array)
    return replace(scenario, **{edit.part: array})  # type: ignore[arg-type]
