"""Where branches of a network come together: what skips (ResNet) and side by side convolutions (Inception) need."""

from abc import abstractmethod
from collections.abc import Sequence

import numpy as np

from cnnviz.engine.arrays import Array, ArrayError, Shape, as_shape
from cnnviz.engine.layer import LayerError, Merge
from cnnviz.engine.workspace import Workspace
from cnnviz.text import quoted


class _TwoOrMore(Merge):
    """What both share: one input alone is a mistake."""

    def output_shape(self, shapes: Sequence[Shape]) -> Shape:
        if not isinstance(shapes, Sequence):
            raise ArrayError(
                "The shapes are {given}; they must be in a list, one for each input.", given=quoted(shapes)
            )
        if len(shapes) < 2:
            raise LayerError(
                "{layer} brings two or more inputs together, but has {count}; name those that it shall take.",
                layer=self, count=len(shapes),
            )  # fmt: skip
        return self._merged([as_shape(shape) for shape in shapes])

    @abstractmethod
    def _merged(self, shapes: Sequence[Shape]) -> Shape: ...


class Add(_TwoOrMore):
    """``y = x1 + x2 + ...``, number by number. All inputs have one shape, which is the output's too.

    The skip of a residual block (He et al. 2015, "Deep Residual Learning for Image Recognition", arXiv:1512.03385).

    >>> Add().output_shape([(16, 8, 8), (16, 8, 8)])
    (16, 8, 8)
    >>> Add()([[1.0, 2.0]], [[10.0, 20.0]]).tolist()
    [[11.0, 22.0]]
    """

    def _merged(self, shapes: Sequence[Shape]) -> Shape:
        if len(set(shapes)) > 1:
            raise LayerError(
                "{layer} takes inputs of one and the same shape, but gets {given}.",
                layer=self, given=_listed(shapes),
            )  # fmt: skip
        return shapes[0]

    def forward(self, xs: Sequence[Array], workspace: Workspace) -> Array:
        y = workspace.empty("y", xs[0].shape, xs[0].dtype)
        np.add(xs[0], xs[1], out=y)
        for x in xs[2:]:
            y += x
        return y

    def backward(self, dy: Array, xs: Sequence[Array], workspace: Workspace) -> tuple[Array, ...]:
        """Every input gets the whole gradient: the same array, which nobody writes to."""
        return (dy,) * len(xs)


class Concat(_TwoOrMore):
    """The channels of all inputs, one after the other: (C1, H, W), (C2, H, W) ... give (C1 + C2 + ..., H, W).

    Vectors (F1,), (F2,) ... give (F1 + F2 + ...,). As ``torch.cat(inputs, dim=1)``. Szegedy et al. 2014, "Going Deeper
    with Convolutions", arXiv:1409.4842.

    >>> Concat().output_shape([(16, 8, 8), (32, 8, 8)]), Concat().output_shape([(3,), (4,)])
    ((48, 8, 8), (7,))
    """

    def _merged(self, shapes: Sequence[Shape]) -> Shape:
        if len({shape[1:] for shape in shapes}) > 1 or len({len(shape) for shape in shapes}) > 1:
            raise LayerError(
                "{layer} takes maps of one height and width, or only vectors, but gets {given}.",
                layer=self, given=_listed(shapes),
            )  # fmt: skip
        return (sum(shape[0] for shape in shapes), *shapes[0][1:])

    def forward(self, xs: Sequence[Array], workspace: Workspace) -> Array:
        y = workspace.empty("y", (sum(len(x) for x in xs), *xs[0].shape[1:]), xs[0].dtype)
        return np.concatenate(xs, out=y)

    def backward(self, dy: Array, xs: Sequence[Array], workspace: Workspace) -> tuple[Array, ...]:
        """Every input gets the part of the gradient that belongs to its channels, as a view."""
        ends = np.cumsum([len(x) for x in xs])
        return tuple(dy[end - len(x) : end] for x, end in zip(xs, ends, strict=True))


def _listed(shapes: Sequence[Shape]) -> str:
    return ", ".join(map(str, shapes))
