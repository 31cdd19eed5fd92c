"""The numbers that belong to an explanation, in words."""

from collections.abc import Sequence

from cnnviz.explain.explanation import Explanation
from cnnviz.numbers import number, telling_decimals
from cnnviz.text import tr
from cnnviz.ui.widgets.bars import exact_percent

SHARES = ("probability", "probability now")
COUNTS = ("maps", "seed", "steps")
NOW = " now"


def fact(name: str, value: float) -> str:
    """One number with its name; probabilities as percentages.

    >>> fact("completeness error", 0.00021), fact("probability now", 0.25), fact("maps", 16.0)
    ('completeness error 0.00021', 'probability now 25.0 %', 'maps 16')
    """
    if name in SHARES:
        return f"{tr(name)} {exact_percent(value)}"
    if name in COUNTS:
        return f"{tr(name)} {value:.0f}"
    return f"{tr(name)} {number(value, telling_decimals(value))}"


def facts(names: Sequence[str], explanations: Sequence[Explanation]) -> str:
    """The facts of each explanation, a line each; with its name where there are two."""
    lines = []
    for name, each in zip(names, explanations, strict=True):
        told = [fact(key, value) for key, value in each.facts.items() if not _is_over(key, each)]
        if told:
            lines.append((f"{name}: " if len(names) > 1 else "") + " · ".join(told))
    return "\n".join(lines)


def report_facts(report: Explanation, passing: bool) -> str:
    """The facts of one report in a line, with those that hold for its step only where `passing`."""
    return " · ".join(fact(name, value) for name, value in report.facts.items() if passing or not name.endswith(NOW))


def _is_over(name: str, explanation: Explanation) -> bool:
    """Whether a fact is about a patch that covers nothing any more."""
    return name.endswith(NOW) and explanation.patch is not None and explanation.done == explanation.total
