"""Numbers as they are given to ``cnnviz animate``: pairs, sides and ranges of frames."""

import re

from cnnviz.engine.geometry import Pair, Sides
from cnnviz.text import ExplainedError

PADDING_WORDS = ("valid", "same", "full")
SEPARATORS = re.compile(r"\s*[,x× ]\s*")


class OptionError(ExplainedError):
    """An option whose value cannot be understood."""


def pair(option: str, text: str) -> Pair:
    """One number for rows and columns, or one for each.

    >>> pair("--stride", "2"), pair("--stride", "2,1"), pair("--pool-size", "2x3")
    ((2, 2), (2, 1), (2, 3))
    """
    numbers = _whole(text)
    if numbers is None or len(numbers) not in (1, 2):
        raise OptionError("{option} is “{given}”; write one whole number, or two for rows and columns: 2 or 2,1.",
                          option=option, given=text)  # fmt: skip
    return (numbers[0], numbers[-1])


def sides(option: str, text: str, words: bool = True) -> str | Sides:
    """Padding by name, or (top, bottom, left, right) from one, two or four numbers.

    >>> sides("--padding", "same"), sides("--padding", "1"), sides("--padding", "1,2"), sides("--padding", "0,1,2,3")
    ('same', (1, 1, 1, 1), (1, 1, 2, 2), (0, 1, 2, 3))
    """
    if words and text in PADDING_WORDS:
        return text
    numbers = _whole(text)
    if numbers is not None and len(numbers) == 1:
        return (numbers[0],) * 4
    if numbers is not None and len(numbers) == 2:
        return (numbers[0], numbers[0], numbers[1], numbers[1])
    if numbers is not None and len(numbers) == 4:
        return (numbers[0], numbers[1], numbers[2], numbers[3])
    names = ", ".join(PADDING_WORDS) + ", " if words else ""
    raise OptionError(
        "{option} is “{given}”; write {names}one number, two (rows, columns) or four (top, bottom, left, right).",
        option=option, given=text, names=names,
    )  # fmt: skip


def frame_range(text: str) -> tuple[int, int]:
    """(first, last) of ``A-B``, ``A-``, ``-B`` or ``A``; 0 stands for the last of all.

    >>> frame_range("3-9"), frame_range("3-"), frame_range("-9"), frame_range("7")
    ((3, 9), (3, 0), (1, 9), (7, 7))
    """
    found = re.fullmatch(r"\s*(\d*)\s*([-–:]?)\s*(\d*)\s*", text)
    if found is None or not (found[1] or found[3]) or "0" in (found[1], found[3]):
        raise OptionError("--frames is “{given}”; write the first and the last frame: 1-50, 10-, -20 or 7.", given=text)
    first, dash, last = found.groups()
    if not dash:
        return int(first), int(first)
    return int(first or 1), int(last or 0)


def _whole(text: str) -> list[int] | None:
    """The whole numbers in a text, or None."""
    parts = SEPARATORS.split(text.strip())
    return [int(part) for part in parts] if all(re.fullmatch(r"\d{1,6}", part) for part in parts) else None
