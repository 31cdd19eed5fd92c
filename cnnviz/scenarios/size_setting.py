"""Settings of layers that are one whole number or several: the sides of a kernel, strides, padding."""

import re
from dataclasses import dataclass

from cnnviz.settings import SettingError
from cnnviz.text import quoted, tr

Sizes = tuple[int | None, ...] | str | None
KEEP = "–"  # in the place of a number: this side stays as it is
APART = re.compile(r"[\s,;x×*]+")


@dataclass(frozen=True)
class SizeSetting:
    """A setting with `count` numbers: 2 are (rows, columns), 4 are (top, bottom, left, right).

    Its value is a tuple of that many numbers, one of `words` ("same"), or None where it `may_follow` from another
    setting. With `may_keep` a number may be None. `label`, `help` and `empty` (what an empty field means) are marked.

    >>> padding = SizeSetting("padding", "Padding", (0, 0, 0, 0), minimum=0, count=4, words=("same",))
    >>> padding.read("2"), padding.read("1x2"), padding.read("0 1 0 1"), padding.read(" same ")
    ((2, 2, 2, 2), (1, 1, 2, 2), (0, 1, 0, 1), 'same')
    >>> padding.text((1, 1, 2, 2)), padding.text((2, 2, 2, 2)), padding.text((0, 1, 0, 1))
    ('1×2', '2', '0, 1, 0, 1')
    """

    name: str
    label: str
    default: Sizes
    help: str = ""
    minimum: int = 1
    maximum: int = 9_999
    count: int = 2
    words: tuple[str, ...] = ()
    may_follow: bool = False
    may_keep: bool = False
    empty: str = ""

    def check(self, value: object) -> Sizes:
        """`value` in full; SettingError says what is allowed.

        >>> SizeSetting("stride", "Stride", (1, 1)).check(2)
        (2, 2)
        """
        if (value is None and self.may_follow) or (isinstance(value, str) and value in self.words):
            return value
        given = tuple(value) if isinstance(value, tuple | list) else (value,)
        if not given or not all(self._fits(number) for number in given):
            raise self._refused(value)
        if len(given) == 1:
            return given * self.count
        if len(given) == 2 and self.count == 4:
            return (given[0], given[0], given[1], given[1])
        if len(given) != self.count:
            raise self._refused(value)
        return given

    def read(self, text: str) -> Sizes:
        """What a person has typed; SettingError says what is allowed."""
        parts = [part for part in APART.split(text.strip()) if part]
        if not parts and self.may_follow:
            return None
        if len(parts) == 1 and parts[0].lower() in self.words:
            return parts[0].lower()
        if not parts or len(parts) > 4 or not all(_is_number(part) or part in (KEEP, "-") for part in parts):
            raise self._refused(text)
        return self.check(tuple(int(part) if _is_number(part) else None for part in parts))

    def text(self, value: Sizes) -> str:
        """A value as short as `read` understands it; nothing for None."""
        if value is None or isinstance(value, str):
            return value or ""
        numbers = [KEEP if number is None else str(number) for number in value]
        if len(set(numbers)) == 1:
            return numbers[0]
        if len(numbers) == 2:
            return "×".join(numbers)
        top, bottom, left, right = numbers
        return f"{top}×{left}" if (top, left) == (bottom, right) else ", ".join(numbers)

    def stepped(self, value: Sizes, by: int) -> Sizes:
        """All numbers larger by `by`, as far as they may be; words and None as they are.

        >>> SizeSetting("kernel_size", "Kernel", (3, 3)).stepped((1, 3), -1)
        (1, 2)
        """
        if value is None or isinstance(value, str):
            return value
        low, high = self.minimum, self.maximum
        return tuple(None if number is None else min(max(number + by, low), high) for number in value)

    def _fits(self, number: object) -> bool:
        if number is None:
            return self.may_keep
        return isinstance(number, int) and not isinstance(number, bool) and self.minimum <= number <= self.maximum

    def _refused(self, given: object) -> SettingError:
        forms = [tr("one whole number or two (rows × columns)")]
        forms += [tr("four (top, bottom, left, right)")] * (self.count == 4)
        forms += [tr("one of the words: {words}", words=", ".join(self.words))] * bool(self.words)
        forms += [tr("“{sign}” for a side that stays as it is", sign=KEEP)] * self.may_keep
        forms += [tr("nothing: {meaning}", meaning=tr(self.empty))] * bool(self.may_follow and self.empty)
        return SettingError(
            "{label} is {given}; give {forms}. Each number lies between {low} and {high}.",
            label=tr(self.label), given=quoted(given), forms=tr(" or ").join(forms), low=self.minimum,
            high=self.maximum,
        )  # fmt: skip


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) <= 9
