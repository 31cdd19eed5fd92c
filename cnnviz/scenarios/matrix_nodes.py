"""Numbers within numbers: what the brackets, lines and semicolons of a text make of its words."""

import math
import re
from dataclasses import dataclass, field

from cnnviz.scenarios.matrix_numbers import MatrixError, Places, read_number
from cnnviz.scenarios.matrix_words import BLANK, CALL, CLOSE, COMMA, NEWLINE, OPEN, RUN, WORD, Word, Words
from cnnviz.text import mark
from cnnviz.traces.kernels import LARGEST_NUMBER

DEEPEST = 8  # pairs of brackets around each other
PAIRS = {"[": "]", "(": ")", "{": "}", CALL: ")"}
_EMPTY_CELL = re.compile(r"(?<=\S) *\t[ \t]*\t *(?=\S)")


@dataclass
class Node:
    """Numbers in a row, or nodes; never both. It stands from `start` to `end` of the text."""

    start: int
    end: int
    numbers: list[float] = field(default_factory=list)
    nodes: list["Node"] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        return not self.numbers and not self.nodes


@dataclass
class _Open:
    """A bracket that is open ("" for the text as a whole), its parts so far, and whether a comma came last."""

    bracket: str
    start: int
    parts: list[Node]
    comma: bool = False


def read_nodes(text: str, places: Places) -> Node:
    """The node that holds all numbers of a text; MatrixError where its brackets and separators make none."""
    words = Words(text)
    # a spreadsheet's empty cell must not pass for no cell
    empty = None if words.bracketed else _EMPTY_CELL.search(words.text)
    if empty:
        raise MatrixError(
            mark("Line {line}, column {column}: between these tabs is no number; write one into the empty cell, 0 for "
                 "instance."), **places.at(*empty.span()),
        )  # fmt: skip
    return _Reader(words, places).read()


class _Reader:
    def __init__(self, words: Words, places: Places) -> None:
        self._words = words
        self._places = places
        self._stack = [_Open("", 0, [Node(0, 0)])]
        self._blocks: list[Node] = []

    def read(self) -> Node:
        for word in self._words:
            if word.kind != RUN:
                self._take(word)
            elif not self._add_run(word):
                for single in self._words.single(word):
                    self._take(single)
        self._check_closed()
        self._end_block()
        if not self._blocks:
            raise MatrixError(mark("Line {line}, column {column}: there are no numbers here; write rows of numbers, "
                                   "for instance 1 2 3."), **self._places.at(0, 0))  # fmt: skip
        if len(self._blocks) == 1:
            return self._blocks[0]
        matrices = [Node(block.start, block.end, nodes=[block]) if block.numbers else block for block in self._blocks]
        return Node(matrices[0].start, matrices[-1].end, nodes=matrices)

    def _take(self, word: Word) -> None:
        kind, text, start = word
        if kind == WORD:
            self._add_number(text, start)
        elif kind == OPEN:
            self._open(text, start)
        elif kind == CLOSE:
            self._close(text, start)
        elif kind == COMMA:
            self._take_comma(start)
        elif kind in (NEWLINE, BLANK):
            self._take_line_end(kind == BLANK, start)
        else:
            self._split(start)

    def _check_closed(self) -> None:
        if len(self._stack) > 1:
            start, missing = self._stack[-1].start, PAIRS[self._stack[-1].bracket]
            raise MatrixError(mark("Line {line}, column {column}: this “{given}” is never closed; add “{missing}”."),
                              **self._places.at(start, start + 1), missing=missing)  # fmt: skip

    def _add_run(self, run: Word) -> bool:
        """Take a run of plain numbers in one go; False, and nothing is taken, where each has to be looked at."""
        here = self._stack[-1]
        if here.parts[-1].nodes or (self._words.bracketed and len(self._stack) == 1):
            return False
        try:
            values = self._words.numbers(run)
        except ValueError:
            return False
        if not max(map(abs, values), default=math.inf) <= LARGEST_NUMBER:
            return False
        text = run.text.rstrip(" \t")
        self._extend(here.parts[-1], run.start, run.start + len(text))
        here.parts[-1].numbers += values
        here.comma = text.endswith(",")
        return True

    def _add_number(self, word: str, start: int) -> None:
        value = read_number(word, start, self._places)
        part = self._stack[-1].parts[-1]
        if part.nodes or (self._words.bracketed and len(self._stack) == 1):
            raise MatrixError(mark("Line {line}, column {column}: “{given}” stands outside the brackets of the others; "
                                   "put every row into brackets, or none."),
                              **self._places.at(start, start + len(word)))  # fmt: skip
        self._extend(part, start, start + len(word))
        part.numbers.append(value)

    def _open(self, bracket: str, start: int) -> None:
        if self._stack[-1].parts[-1].numbers:
            raise MatrixError(mark("Line {line}, column {column}: “{given}” opens a row after numbers that are in "
                                   "none; put every row into brackets, or none."),
                              **self._places.at(start, start + 1))  # fmt: skip
        if len(self._stack) > DEEPEST:
            raise MatrixError(mark("Line {line}, column {column}: there are more than {most} brackets around each "
                                   "other; at most 4 axes are taken."),
                              **self._places.at(start, start + 1), most=DEEPEST)  # fmt: skip
        self._stack.append(_Open(bracket, start, [Node(start, start)]))

    def _close(self, bracket: str, start: int) -> None:
        self._check_closing(bracket, start)
        group = self._stack.pop()
        node = _joined(group.parts)
        if node.empty:
            raise MatrixError(mark("Line {line}, column {column}: between these brackets is no number; write at least "
                                   "one, or take them away."),
                              **self._places.at(group.start, start + 1))  # fmt: skip
        alone = len(node.nodes) == 1 and not group.comma
        if alone and group.bracket in (CALL, "("):  # array([…]) and, as in Python, ([…]) are what is inside
            node = node.nodes[0]
        else:
            node = Node(group.start, start + 1, node.numbers, node.nodes)
        part = self._stack[-1].parts[-1]
        self._extend(part, node.start, node.end)
        part.nodes.append(node)

    def _check_closing(self, bracket: str, start: int) -> None:
        here = self._stack[-1]
        if not here.bracket:
            raise MatrixError(mark("Line {line}, column {column}: this “{given}” closes nothing; take it away, or add "
                                   "the bracket that opens."), **self._places.at(start, start + 1))  # fmt: skip
        if PAIRS[here.bracket] != bracket:
            raise MatrixError(mark("Line {line}, column {column}: this “{given}” closes what “{opened}” opened; the "
                                   "fitting one is “{missing}”."),
                              **self._places.at(start, start + 1), missing=PAIRS[here.bracket],
                              opened=self._places.at(here.start, here.start + 1)["given"])  # fmt: skip

    def _take_comma(self, start: int) -> None:
        here = self._stack[-1]
        if len(self._stack) == 1 and self._words.bracketed:
            return
        if here.comma or here.parts[-1].empty:
            raise MatrixError(mark("Line {line}, column {column}: there is no number before this “{given}”; write one, "
                                   "0 for instance, or take the separator away."),
                              **self._places.at(start, start + 1))  # fmt: skip
        here.comma = True

    def _take_line_end(self, blank: bool, start: int) -> None:
        """Lines are rows outside of brackets and, as in MATLAB, within one pair; but not where a comma leads on."""
        here, depth = self._stack[-1], sum(opened.bracket not in ("", CALL) for opened in self._stack)
        if len(self._stack) == 1:
            if blank:
                self._end_block()
            else:
                self._split(start)
        elif depth == 1 and here.parts[-1].numbers and not here.comma:
            self._split(start)

    def _split(self, start: int) -> None:
        """The present part of the innermost brackets is complete."""
        here = self._stack[-1]
        if len(self._stack) == 1 and self._words.bracketed:
            return
        here.comma = False
        if not here.parts[-1].empty:
            here.parts.append(Node(start, start))

    def _end_block(self) -> None:
        parts = [part for part in self._stack[0].parts if not part.empty]
        if parts and self._words.bracketed:
            nodes = parts[0].nodes
            self._blocks.append(nodes[0] if len(nodes) == 1 else parts[0])
        elif parts:
            self._blocks.append(Node(parts[0].start, parts[-1].end, nodes=parts))
        self._stack[0] = _Open("", 0, [Node(0, 0)])

    def _extend(self, part: Node, start: int, end: int) -> None:
        if part.empty:
            part.start = start
        part.end = end
        self._stack[-1].comma = False


def _joined(parts: list[Node]) -> Node:
    """Several parts as rows of one node (a part that is nothing but a node is that node); one part as it is."""
    filled = [part for part in parts if not part.empty]
    if len(filled) < 2:
        return filled[0] if filled else parts[0]
    rows = [part.nodes[0] if len(part.nodes) == 1 else part for part in filled]
    return Node(filled[0].start, filled[-1].end, nodes=rows)
