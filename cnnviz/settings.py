"""A setting is declared once: form, tooltip, command line and saved file all read the same declaration."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cnnviz.text import ExplainedError, tr

Value = int | float | str | bool


class SettingError(ExplainedError):
    """A value that a setting does not take."""


class Choice(NamedTuple):
    """One of the values of a setting; `label` and `help` are sentences, marked for translation."""

    value: str
    label: str
    help: str = ""


@dataclass(frozen=True)
class Setting:
    """What one control sets. Its kind follows from the default: bool, int, float, or a choice (str).

    `label`, `help` and `unit` are marked sentences; `step` is what one press of an arrow adds, and `decimals` how many
    digits a float shows. What is `advanced` may be folded away.
    """

    name: str
    label: str
    default: Value
    help: str = ""
    minimum: float = -math.inf
    maximum: float = math.inf
    step: float = 1
    decimals: int = 3
    unit: str = ""
    choices: Sequence[Choice] = ()
    advanced: bool = False

    def check(self, value: object) -> Value:
        """`value` in the setting's own type; SettingError says what is allowed."""
        if self.choices:
            return self._checked_choice(value)
        if isinstance(self.default, bool):
            return bool(value)
        number = self._number(value)
        if not self.minimum <= number <= self.maximum:
            raise SettingError(
                "{label} is {given}; it must lie between {low} and {high}.",
                label=tr(self.label), given=value, low=_plain(self.minimum), high=_plain(self.maximum),
            )  # fmt: skip
        return number

    def _number(self, value: object) -> int | float:
        try:
            number = float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            raise SettingError(
                "{label} is “{given}”; it must be a number.", label=tr(self.label), given=value
            ) from None
        if not math.isfinite(number):
            raise SettingError("{label} is {given}; it must be a finite number.", label=tr(self.label), given=value)
        if isinstance(self.default, int):
            if number != int(number):
                raise SettingError("{label} is {given}; it must be a whole number.", label=tr(self.label), given=value)
            return int(number)
        return number

    def _checked_choice(self, value: object) -> str:
        values = [choice.value for choice in self.choices]
        if value not in values:
            raise SettingError(
                "{label} is “{given}”; it must be one of: {allowed}.",
                label=tr(self.label), given=value, allowed=", ".join(values),
            )  # fmt: skip
        return str(value)


def _plain(limit: float) -> str:
    """A limit as people write it: whole numbers in full.

    >>> _plain(2147483647), _plain(1e-6), _plain(0.5)
    ('2147483647', '1e-06', '0.5')
    """
    return f"{limit:.0f}" if limit == round(limit) else f"{limit:g}"


def checked(table: Sequence[Setting], values: Mapping[str, object]) -> dict[str, Value]:
    """All settings of a table: `values` where given and allowed, the default elsewhere."""
    return {setting.name: setting.check(values.get(setting.name, setting.default)) for setting in table}
