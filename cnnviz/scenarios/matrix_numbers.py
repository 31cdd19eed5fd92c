"""Single numbers of a text, and where in the text something is wrong."""

import re
from typing import Any

from cnnviz.text import ExplainedError, mark
from cnnviz.traces.kernels import LARGEST_NUMBER, NumberError, parse_number

LONGEST_SHOWN = 30  # letters of a wrong word that its message repeats

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_FRACTION = re.compile(rf"{_NUMBER.pattern}/{_NUMBER.pattern}")
_LEFT_OUT = re.compile(r"\.{2,}|…+")


class MatrixError(ExplainedError):
    """A text that is no matrix. `line` and `column` count from 1, `length` is how many letters are meant (0: none).

    `start` is the same place from the beginning of the text, each line's end being one letter.
    """

    @property
    def line(self) -> int:
        return int(str(self.values["line"]))

    @property
    def column(self) -> int:
        return int(str(self.values["column"]))

    @property
    def start(self) -> int:
        return int(str(self.values["start"]))

    @property
    def length(self) -> int:
        return int(str(self.values["length"]))


class Places:
    """Finds lines and columns in a text as it was written."""

    def __init__(self, text: str) -> None:
        self._text = re.sub(r"\r\n?|[\v\f\x85\u2028\u2029]", "\n", text)

    def line(self, start: int) -> int:
        """The line of a place, from 1."""
        return self._text.count("\n", 0, start) + 1

    def at(self, start: int, end: int) -> dict[str, Any]:
        """For a MatrixError: line and column from 1, length within that line, and what is written there."""
        begin = self._text.rfind("\n", 0, start) + 1
        stop = self._text.find("\n", start)
        words = self._text[start : min(end, len(self._text) if stop < 0 else stop)]
        return {
            "line": self.line(start),
            "column": start - begin + 1,
            "start": start,
            "length": len(words),
            "given": words if len(words) <= LONGEST_SHOWN else f"{words[:LONGEST_SHOWN]}…",
        }


def read_number(word: str, start: int, places: Places) -> float:
    """The number that a word in plain signs says; MatrixError where it says none that a cell can hold."""
    if _NUMBER.fullmatch(word):
        value = float(word)
        if abs(value) <= LARGEST_NUMBER:
            return value
    plain = word.replace(",", ".") if word.count(",") == 1 and "." not in word else word
    end = start + len(word)
    if not (_NUMBER.fullmatch(plain) or _FRACTION.fullmatch(plain) or _is_sign_of_fraction(plain)):
        raise _no_number(word, places.at(start, end))
    try:
        return parse_number(plain)
    except NumberError as error:
        raise MatrixError(
            mark("Line {line}, column {column}: {reason}"), **places.at(start, end), reason=error
        ) from None


def _no_number(word: str, place: dict[str, Any]) -> MatrixError:
    if _LEFT_OUT.fullmatch(word):
        return MatrixError(
            mark("Line {line}, column {column}: “{given}” stands for numbers that were left out; print all of them "
                 "(NumPy: set_printoptions(threshold=10**9)) and copy again."), **place,
        )  # fmt: skip
    if "," in word:
        return MatrixError(
            mark("Line {line}, column {column}: “{given}” could be one number or several; put a blank after every "
                 "comma between numbers, or write 1234.5."), **place,
        )  # fmt: skip
    return MatrixError(
        mark("Line {line}, column {column}: “{given}” is no number; write for example -1.5 or 1/9."), **place
    )


def _is_sign_of_fraction(word: str) -> bool:
    """Whether a word is one sign such as ½."""
    import unicodedata  # here, because hardly a text has one

    return len(word.lstrip("-+")) == 1 and "\u2044" in unicodedata.normalize("NFKC", word)
