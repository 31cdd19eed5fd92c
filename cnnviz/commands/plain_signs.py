"""Output where not every sign can be written (LANG=C, an old code page): a plainer sign instead of an error."""

import codecs
import sys
from io import TextIOWrapper

PLAINER = {
    "×": "x", "−": "-", "–": "-", "·": "-", "…": "...", "“": '"', "”": '"', "‘": "'", "’": "'", "█": "#",
    "\u2009": " ", "≤": "<=", "≥": ">=",
}  # fmt: skip
NAME = "cnnviz.plain_signs"


def plainer(error: UnicodeError) -> tuple[str, int]:
    """What stands for the signs that could not be written, and where to go on.

    >>> plainer(UnicodeEncodeError("ascii", "3×3", 1, 2, ""))
    ('x', 2)
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(PLAINER.get(sign, "?") for sign in error.object[error.start : error.end]), error.end


def write_plain_signs() -> None:
    """Let this process's output and error channel write a plainer sign where their encoding lacks one."""
    codecs.register_error(NAME, plainer)
    for channel in (sys.stdout, sys.stderr):
        if isinstance(channel, TextIOWrapper):  # not a test's, nor none at all
            channel.reconfigure(errors=NAME)
