"""The words of a text with numbers: numbers, separators and brackets, each with its place.

First, signs of all alphabets become plain ones, one for one, so that every place stays where it was. Then it is decided
what separates the numbers: a comma can do that, or be a decimal comma.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

OPEN, CLOSE, COMMA, SEMICOLON, NEWLINE, BLANK, WORD = "open", "close", "comma", "semicolon", "newline", "blank", "word"
RUN = "run"  # as many plain numbers with blanks and commas as there are in a row: most are in one
NOTHING, SURE_COMMA, CALL = "\0", "\1", "\2"  # says nothing; never a decimal comma; the parenthesis after array, tensor

_SIGNS: dict[str, str] = {
    "［【〔〖「『〈《⟨": "[",
    "］】〕〗」』〉》⟩": "]",
    "\u2212\u2010\u2011\u2013\ufe63": "-",
    "\u2044\u2215": "/",
    "，、": SURE_COMMA,
    "\v\f\x85\u2028\u2029": "\n",
    "\u3000\u200b\u200c\u200d\u2060\ufeff\xad": " ",
    "".join(map(chr, range(0x239B, 0x23AE))): NOTHING,  # tall brackets, drawn in pieces
    NOTHING + SURE_COMMA + CALL: "\ufffd",
}
_PLAIN = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}  # full-width letters, digits and signs
_PLAIN |= {ord(sign): plain for signs, plain in _SIGNS.items() for sign in signs}

_COMMENT = re.compile(r"^[^\S\n]*[#%][^\n]*|(?<=\s)#[^\n]*", re.MULTILINE)
_NAME = re.compile(r"\s*(?:Parameter containing:|(?:[^\W\d][\w.]*\s+){0,3}[^\W\d][\w.]*(?:\[\d*\])*[^\S\n]*[:=])")
_CALL = re.compile(
    r"(?:[^\W\d]\w*\.)*(?:array|asarray|Array|matrix|Matrix|[A-Z]?[a-z]*[tT]ensor|constant|list|tuple)\s*\("
)
_KEYWORD = re.compile(
    r",\s*(?:dtype|device|requires_grad|grad_fn|shape|size|layout|order|copy|ndmin)\s*=[^()]*(?:\([^()]*\)[^()]*)*(?=\))"
)
_BRACKET = re.compile(r"[\[({\x02]")
_BETWEEN = re.compile(r"[\d.][^\S\n]+[-+.\d]")  # blanks between two numbers
_LOOSE_COMMA = re.compile(r"(?<!\d),|,(?!\d)|\x01")
_INNER_SEMICOLON = re.compile(r"^[^\n;]*\S[^\n;]*;[^\S\n]*[^\s;]", re.MULTILINE)
_ANY = r"[^\s,;\x00\x01\x02\[\](){}]"
_SEPARATORS = (
    r"(?P<open>[\[({\x02])|(?P<close>[\])}])|(?P<semicolon>;)|(?P<comma>[,\x01])"
    r"|(?P<blank>\n(?:[^\S\n]*\n)+)|(?P<newline>\n)"
)
_RUN = r"(?P<run>[-+.0-9][-+.0-9eE, \t]*(?=[\s;\[\](){}]|$))"
_WORDS = re.compile(rf"{_SEPARATORS}|(?P<word>{_ANY}+)")
_DECIMAL_WORDS = re.compile(rf"(?P<word>(?:{_ANY}|(?<=\d),(?=\d))+)|{_SEPARATORS}")
_RUNS, _DECIMAL_RUNS = (re.compile(f"{_RUN}|{words.pattern}") for words in (_WORDS, _DECIMAL_WORDS))
_MISSING = re.compile(r",[ \t]*,")


class Word(NamedTuple):
    """A piece of a text, of one of the kinds above; `start` is its place."""

    kind: str
    text: str
    start: int


class Words:
    r"""The words of `text`. `bracketed` is whether brackets say what belongs together, and not lines.

    >>> [word.text for word in Words("［½，2.5 3］")]
    ['[', '½', '\x01', '2.5 3', ']']
    """

    def __init__(self, text: str) -> None:
        self.text = _plain(text)
        self.bracketed = _BRACKET.search(self.text) is not None
        apart = _BETWEEN.search(self.text) is not None or _LOOSE_COMMA.search(self.text) is not None
        several = "\n" in self.text.strip()
        # Without anything else between numbers, a spreadsheet's file: columns between semicolons.
        self._columns = several and not self.bracketed and not apart and bool(_INNER_SEMICOLON.search(self.text))
        between = _BETWEEN.search(self.text) is not None or self._columns
        self.decimal_commas = between and _LOOSE_COMMA.search(self.text) is None

    def __iter__(self) -> Iterator[Word]:
        return self._found(_DECIMAL_RUNS if self.decimal_commas else _RUNS, 0, len(self.text))

    def single(self, run: Word) -> Iterator[Word]:
        """The words of a run one by one."""
        return self._found(_DECIMAL_WORDS if self.decimal_commas else _WORDS, run.start, run.start + len(run.text))

    def numbers(self, run: Word) -> list[float]:
        """The numbers of a run, at once; ValueError where something is wrong with one of them."""
        if self.decimal_commas:
            return list(map(float, run.text.replace(",", ".").split()))
        if _MISSING.search(run.text):
            raise ValueError(run.text)
        return list(map(float, run.text.replace(",", " ").split()))

    def _found(self, pattern: re.Pattern[str], start: int, end: int) -> Iterator[Word]:
        for match in pattern.finditer(self.text, start, end):
            kind = match.lastgroup or WORD
            yield Word(COMMA if kind == SEMICOLON and self._columns else kind, match.group(), match.start())


def _plain(text: str) -> str:
    """The text in plain signs, without what says nothing about numbers: names, comments, types, ``array``."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_PLAIN)
    text = _COMMENT.sub(_blanked, text)
    name = _NAME.match(text)
    if name:
        text = _blanked(name) + text[name.end() :]
    return _KEYWORD.sub(_blanked, _CALL.sub(lambda match: _blanked(match)[:-1] + CALL, text))


def _blanked(match: re.Match[str]) -> str:
    """As long as what was found, and saying nothing; lines stay lines."""
    return re.sub(r"[^\n]", NOTHING, match.group())
