"""Where windows land: output sizes, padding, stride, dilation. The only place, with `axis`, that knows these rules.

Notation as in Dumoulin and Visin, "A guide to convolution arithmetic for deep learning" (arXiv:1603.07285).
"""

import operator
from dataclasses import dataclass, replace

from cnnviz.text import ExplainedError, quoted

Pair = tuple[int, int]
Sides = tuple[int, int, int, int]  # top, bottom, left, right
Extent = int | Pair
Padding = int | Pair | Sides | str
PADDING_MODES = ("zeros", "reflect", "replicate", "circular")


class GeometryError(ExplainedError):
    """A window, stride, padding or dilation that cannot be applied."""


def pair(value: object, name: str, minimum: int = 1) -> Pair:
    """`value` as (vertical, horizontal): one whole number, `minimum` or more, stands for both.

    GeometryError, with this `name`, for anything else.

    >>> pair(3, "kernel size"), pair((3, 5), "kernel size")
    ((3, 3), (3, 5))
    """
    both = value if isinstance(value, tuple | list) else (value, value)
    if len(both) != 2:
        raise GeometryError(
            "The {name} is {given}; give one whole number or two (vertical, horizontal).",
            name=name, given=quoted(value),
        )  # fmt: skip
    return (_whole(both[0], name, minimum), _whole(both[1], name, minimum))


def sides(padding: object, kernel: Pair, dilation: Pair = (1, 1)) -> Sides:
    """Padding as (top, bottom, left, right).

    Given as one number, as (vertical, horizontal), as four numbers, or as a word: ``valid`` (none), ``same`` (the size
    stays, with stride 1), ``full`` (every window that touches the picture). GeometryError for anything else.

    >>> sides(2, (5, 5)), sides((0, 1), (3, 3)), sides("same", (3, 4)), sides("full", (3, 3))
    ((2, 2, 2, 2), (0, 0, 1, 1), (1, 1, 1, 2), (2, 2, 2, 2))
    """
    if isinstance(padding, str):
        return _padding_by_name(padding, kernel, dilation)
    if isinstance(padding, tuple | list) and len(padding) == 4:
        top, bottom, left, right = (_whole(side, "padding", 0) for side in padding)
        return (top, bottom, left, right)
    if isinstance(padding, tuple | list) and len(padding) != 2:
        raise GeometryError(
            "The padding is {given}; give one whole number, two (vertical, horizontal), four (top, bottom, left, "
            "right) or a word: valid, same or full.",
            given=quoted(padding),
        )
    vertical, horizontal = pair(padding, "padding", 0)
    return (vertical, vertical, horizontal, horizontal)


def same_padding(kernel: Pair, dilation: Pair = (1, 1)) -> Sides:
    """The padding that keeps the size at stride 1; where it is odd, the larger half is below and to the right.

    >>> same_padding((5, 5)), same_padding((3, 3), (2, 2)), same_padding((2, 2))
    ((2, 2, 2, 2), (2, 2, 2, 2), (0, 1, 0, 1))
    """
    kernel, dilation = pair(kernel, "kernel size"), pair(dilation, "dilation")
    rows, columns = (dilation[0] * (kernel[0] - 1), dilation[1] * (kernel[1] - 1))
    return (rows // 2, rows - rows // 2, columns // 2, columns - columns // 2)


def output_length(
    length: int,
    kernel: int,
    stride: int = 1,
    before: int = 0,
    after: int = 0,
    dilation: int = 1,
    ceil_mode: bool = False,
) -> int:
    """How many windows fit: ``floor((length + before + after - dilation (kernel - 1) - 1) / stride) + 1``.

    With `ceil_mode` the quotient is rounded up: one more window, of which a part lies outside, if it starts inside the
    picture or the padding before it (the rule of PyTorch's pooling). All lengths are in cells. GeometryError where not
    even one fits, or a number is smaller than it can be.

    >>> output_length(28, 5), output_length(28, 5, before=2, after=2), output_length(7, 3, stride=2)
    (24, 28, 3)
    >>> output_length(6, 3, stride=2), output_length(6, 3, stride=2, ceil_mode=True)
    (2, 3)
    >>> output_length(5, 2, 2, 1, 1), output_length(5, 2, 2, 1, 1, ceil_mode=True)  # a fourth would start behind
    (3, 3)
    """
    _check_steps(kernel, stride, before, after, dilation)
    span = dilation * (kernel - 1) + 1
    padded = length + before + after
    spare = stride - 1 if ceil_mode else 0
    if span > padded + spare:
        raise GeometryError(
            "A window of {span} cells (kernel {kernel}, dilation {dilation}) does not fit into {padded} cells "
            "({length} and {padding} of padding). The kernel may have at most {allowed} here: "
            "make it smaller, or the padding or the picture larger.",
            span=span, kernel=kernel, dilation=dilation, padded=padded, length=length, padding=before + after,
            allowed=max((padded + spare - 1) // dilation + 1, 0),
        )  # fmt: skip
    count = (padded + spare - span) // stride + 1
    return count - 1 if ceil_mode and (count - 1) * stride >= length + before else count


def transposed_length(
    length: int,
    kernel: int,
    stride: int = 1,
    before: int = 0,
    after: int = 0,
    dilation: int = 1,
    output_padding: int = 0,
) -> int:
    """How many cells `length` windows cover: ``(length - 1) stride + dilation (kernel - 1) + 1``, less the padding.

    Several lengths give the same number of windows; `output_padding` cells more, behind, choose among them. They must
    be fewer than the stride or the dilation. GeometryError where that is not so, or nothing is left.

    >>> transposed_length(2, 3), transposed_length(3, 3, stride=2, before=1, after=1), output_length(5, 3, 2, 1, 1)
    (4, 5, 3)
    >>> transposed_length(3, 3, 2, 1, 1, output_padding=1), output_length(6, 3, 2, 1, 1)
    (6, 3)
    """
    _check_steps(kernel, stride, before, after, dilation)
    if output_padding >= max(stride, dilation):
        raise GeometryError(
            "The output padding is {given}; it must be smaller than the stride ({stride}) or the dilation "
            "({dilation}): at most {allowed} here.",
            given=output_padding, stride=stride, dilation=dilation, allowed=max(stride, dilation) - 1,
        )  # fmt: skip
    covered = (length - 1) * stride + dilation * (kernel - 1) + 1 + output_padding
    if covered <= before + after:
        raise GeometryError(
            "The padding takes away {padding} of {covered} cells, and none is left; at most {allowed} can be taken "
            "away here: make it smaller, or the kernel or the picture larger.",
            padding=before + after, covered=covered, allowed=covered - 1,
        )  # fmt: skip
    return covered - before - after


@dataclass(frozen=True)
class Window2D:
    """A window that slides over a padded picture, whose border `padding_mode` fills: see `axis.border_sources`.

    In cells, and in full: `kernel`, `stride`, `dilation` (vertical, horizontal), `padding` (top, bottom, left, right).
    `Window2D.of` takes the shorter forms. GeometryError for anything else.

    >>> lenet = Window2D.of(5, padding=2)
    >>> lenet.output_size((28, 28)), lenet.origin(0, 3)
    ((28, 28), (0, 3))
    """

    kernel: Pair
    stride: Pair = (1, 1)
    padding: Sides = (0, 0, 0, 0)
    dilation: Pair = (1, 1)
    padding_mode: str = "zeros"

    def __post_init__(self) -> None:
        for name, given, full in (
            ("kernel size", self.kernel, pair(self.kernel, "kernel size")),
            ("stride", self.stride, pair(self.stride, "stride")),
            ("dilation", self.dilation, pair(self.dilation, "dilation")),
            ("padding", self.padding, sides(self.padding, self.kernel)),
        ):
            if given != full:
                raise GeometryError(
                    "The {name} is {given}; write it in full, {full}, or use Window2D.of.",
                    name=name, given=quoted(given), full=full,
                )  # fmt: skip
        if self.padding_mode not in PADDING_MODES:
            raise GeometryError(
                "The padding mode is “{given}”; it can be {known}.",
                given=self.padding_mode, known=", ".join(PADDING_MODES),
            )  # fmt: skip

    @classmethod
    def of(
        cls, kernel: object, stride: object = 1, padding: object = 0, dilation: object = 1, padding_mode: str = "zeros"
    ) -> "Window2D":
        """A window from numbers as people write them: see `pair` and `sides`; GeometryError where they are none."""
        kernel_pair, dilation_pair = pair(kernel, "kernel size"), pair(dilation, "dilation")
        padding_sides = sides(padding, kernel_pair, dilation_pair)
        return cls(kernel_pair, pair(stride, "stride"), padding_sides, dilation_pair, padding_mode)

    @property
    def span(self) -> Pair:
        """Rows and columns from the window's first cell to its last, the gaps of dilation included."""
        return (self.dilation[0] * (self.kernel[0] - 1) + 1, self.dilation[1] * (self.kernel[1] - 1) + 1)

    def padded_size(self, size: Pair) -> Pair:
        """Height and width of the picture with its padding."""
        top, bottom, left, right = self.padding
        return (size[0] + top + bottom, size[1] + left + right)

    def output_size(self, size: Pair) -> Pair:
        """(OH, OW) for a picture of (H, W); GeometryError where the window, or the border, does not fit."""
        self._check_border(size)
        top, bottom, left, right = self.padding
        return (
            output_length(size[0], self.kernel[0], self.stride[0], top, bottom, self.dilation[0]),
            output_length(size[1], self.kernel[1], self.stride[1], left, right, self.dilation[1]),
        )

    def transposed_size(self, size: Pair, output_padding: Pair = (0, 0)) -> Pair:
        """(OH, OW) of a transposed convolution for an input of (H, W); GeometryError where nothing is left.

        >>> Window2D.of(3, stride=2, padding=1).transposed_size((3, 4), (0, 1))
        (5, 8)
        """
        top, bottom, left, right = self.padding
        (height, width), (more_rows, more_columns) = size, output_padding
        return (
            transposed_length(height, self.kernel[0], self.stride[0], top, bottom, self.dilation[0], more_rows),
            transposed_length(width, self.kernel[1], self.stride[1], left, right, self.dilation[1], more_columns),
        )

    def rounded_up(self, size: Pair) -> "Window2D":
        """The same window with as much more padding, below and right, as ceil mode's last windows reach into.

        >>> Window2D.of(3, stride=2).rounded_up((6, 7)).padding
        (0, 1, 0, 0)
        """
        (top, bottom, left, right), span = self.padding, self.span
        rows = output_length(size[0], self.kernel[0], self.stride[0], top, bottom, self.dilation[0], ceil_mode=True)
        columns = output_length(size[1], self.kernel[1], self.stride[1], left, right, self.dilation[1], ceil_mode=True)
        below = (rows - 1) * self.stride[0] + span[0] - size[0] - top
        beyond = (columns - 1) * self.stride[1] + span[1] - size[1] - left
        return replace(self, padding=(top, max(bottom, below), left, max(right, beyond)))

    def _check_border(self, size: Pair) -> None:
        """GeometryError where the picture has too few cells to make its border of."""
        spared = {"reflect": 1, "circular": 0}.get(self.padding_mode)
        if spared is None:
            return
        top, bottom, left, right = self.padding
        rows, columns = size[0] - spared, size[1] - spared
        if max(top, bottom) > rows or max(left, right) > columns:
            raise GeometryError(
                "The padding {given} cannot be made of a picture of {height}×{width} cells: with padding mode {mode}, "
                "{rows} is the most above and below, {columns} left and right. Make it smaller, or the picture larger.",
                given=self.padding, height=size[0], width=size[1], mode=self.padding_mode, rows=rows, columns=columns,
            )  # fmt: skip

    def origin(self, oy: int, ox: int) -> Pair:
        """Row and column, in the padded picture, of the top left cell of the window for output cell (oy, ox)."""
        return (oy * self.stride[0], ox * self.stride[1])

    def unreached(self, size: Pair) -> Pair:
        """Rows at the bottom and columns at the right of the padded picture that no window reaches.

        >>> Window2D.of(3, stride=2).unreached((8, 7))
        (1, 0)
        """
        padded, output = self.padded_size(size), self.output_size(size)
        last = self.origin(output[0] - 1, output[1] - 1)
        return (padded[0] - last[0] - self.span[0], padded[1] - last[1] - self.span[1])


def _whole(value: object, name: str, minimum: int) -> int:
    """`value` as int (NumPy's whole numbers too); GeometryError names what is allowed."""
    try:
        number = None if isinstance(value, bool) else operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        number = None
    if number is None or number < minimum:
        raise GeometryError(
            "The {name} is {given}; it must be a whole number, {minimum} or more.",
            name=name, given=quoted(value), minimum=minimum,
        )  # fmt: skip
    return number


def _check_steps(kernel: int, stride: int, before: int, after: int, dilation: int) -> None:
    """GeometryError for numbers that are smaller than they can be."""
    if kernel < 1 or stride < 1 or dilation < 1 or before < 0 or after < 0:
        raise GeometryError(
            "The kernel has {kernel} cells, the stride {stride}, the dilation {dilation}, and the padding {before} and "
            "{after}; the first three must be 1 or more, padding 0 or more.",
            kernel=kernel, stride=stride, dilation=dilation, before=before, after=after,
        )  # fmt: skip


def _padding_by_name(word: str, kernel: Pair, dilation: Pair) -> Sides:
    if word == "valid":
        return (0, 0, 0, 0)
    if word == "same":
        return same_padding(kernel, dilation)
    if word == "full":
        rows, columns = dilation[0] * (kernel[0] - 1), dilation[1] * (kernel[1] - 1)
        return (rows, rows, columns, columns)
    raise GeometryError("The padding is “{given}”; as a word it can be valid, same or full.", given=word)
