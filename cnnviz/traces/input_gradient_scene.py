"""How the gradient of a convolution by its input comes about: each δ lays its kernel on the cells its window saw."""

import numpy as np

from cnnviz.engine.convolution import Conv2D
from cnnviz.text import tr
from cnnviz.traces.border_folds import Fold, folds
from cnnviz.traces.bordered import BorderedPicture
from cnnviz.traces.laid_kernels import scattered
from cnnviz.traces.origin import OWN, Origin
from cnnviz.traces.scene import WHOLE, Added, Array, Frame, Group, Lit, Outline, Place, Sum
from cnnviz.traces.spreading_scene import SpreadingScene
from cnnviz.traces.upstream import check_upstream, delta_name, upstream_panel


class ConvolutionInputGradientScene(SpreadingScene):
    """The gradient by `image` (C, H, W) from `upstream` (F, OH, OW), the one by the output; a frame for each δ.

    The gradient is that of the padded picture. A border of zeros is cut away. One that repeats cells of the picture
    gives its gradient to these cells: that takes a frame for each border line at the end, in which the line is added to
    the one that it repeats and becomes 0. Their `Frame.variant` is -1, and ``values("gradient", variant=F)`` is what is
    there after them. `turned` and `origin` as for `ConvolutionScene`.

    GeometryError and LayerError where the layer cannot take the image, GradientError where `upstream` has not the shape
    of its output.
    """

    target, source, edited = "gradient", "upstream", "upstream"

    def __init__(
        self, layer: Conv2D, image: Array, upstream: Array, *, turned: bool = False, origin: Origin = OWN
    ) -> None:
        check_upstream(upstream, layer.output_shape(image.shape))
        self.layer, self.turned, self.origin = layer, turned, origin
        self._picture = BorderedPicture(image, layer.window)
        self._prepare(scattered(layer, (image.shape[1], image.shape[2]), upstream))
        self._folds = folds(layer.window, (image.shape[1], image.shape[2]))
        self.length += len(self._folds)
        source = upstream_panel(upstream, origin)
        names = origin.channels(len(image))
        kernel, shares = self._middle_panels(
            source, names if layer.groups == 1 else (), (tr("turned by 180°"),) if turned else ()
        )
        border = self._picture.border
        border = border._replace(mode="cut") if border.mode == "zeros" else border
        gradient = self._target_panel(tr("Input gradient"), "input", border, names)
        self.panels = (source, kernel, shares, gradient)

    def frame(self, index: int) -> Frame:
        spread = self.length - len(self._folds)
        return self._fold_frame(index, index - spread) if spread <= index < self.length else super().frame(index)

    def _fold_frame(self, index: int, number: int) -> Frame:
        """One more line of the border is added to the line that it repeats."""
        picture = np.array(self.laid.values(variant=self.laid.counts[0] - 1))
        for earlier in self._folds[:number]:
            earlier.apply(picture)
        fold = self._folds[number]
        moved, before = (fold.line(picture, line).copy() for line in (fold.border, fold.source))
        fold.apply(picture)
        after = fold.line(picture, fold.source)
        names = self.panel("gradient").names or ("",)
        ones = np.ones_like(moved[0])
        groups = tuple(
            Group(name, left, ones, float(np.sum(left, dtype=np.float64)), old, new)
            for name, left, old, new in zip(names, moved, before, after, strict=True)
        )
        said, words = self._fold_words(fold)
        return Frame(
            index,
            -1,
            (0, fold.source, 0) if fold.axis == 0 else (0, 0, fold.source),
            Sum("scatter", said, groups, 1.0, left_role="input", right_role="plain"),
            {"shares": np.zeros(self.laid.layer.weight.shape[1:], picture.dtype)},
            self._outlines(fold),
            {"gradient": Added(0, picture, self.laid.counts[0])},
            {"gradient": words},
        )

    def _fold_words(self, fold: Fold) -> tuple[str, tuple[str, ...]]:
        """A title for the sum, and facts."""
        if fold.axis == 0:
            long = tr("row {border} of the border goes to row {source}", border=fold.border, source=fold.source)
        else:
            long = tr("column {border} of the border goes to column {source}", border=fold.border, source=fold.source)
        return tr("the border is folded back: {line}", line=long), (long, tr("border folded back"))

    def _outlines(self, fold: Fold) -> tuple[Outline, ...]:
        """Around the line that goes, and the one that it goes to, on all channels."""
        count, rows, columns = self.laid.size
        size = (1, columns) if fold.axis == 0 else (rows, 1)
        return tuple(
            Outline("gradient", channel, *((line, 0) if fold.axis == 0 else (0, line)), *size, role)
            for channel in range(count)
            for line, role in ((fold.border, "kernel"), (fold.source, "input"))
        )

    def values(self, key: str, rows: slice = WHOLE, columns: slice = WHOLE, variant: int = 0) -> Array:
        if key != "gradient" or variant < self.laid.counts[0]:
            return super().values(key, rows, columns, variant)
        picture = np.array(self.laid.values(variant=self.laid.counts[0] - 1))
        for fold in self._folds:
            fold.apply(picture)
        return picture[:, rows, columns]

    def links(self, place: Place, frame: Frame) -> tuple[Lit, ...]:
        lit = super().links(place, frame)
        original = self._picture.original(place.row, place.column) if place.panel == "gradient" else None
        if original is None:
            return lit
        return (Lit("gradient", place.grid, [original[0]], [original[1]], "input", strong=False), *lit)

    def _source_name(self, grid: int, row: int, column: int) -> str:
        return delta_name(self.panel("upstream"), grid, row, column)

    def _kernel_facts(self, grid: int) -> tuple[str, ...]:
        which = self.origin.filter_of(grid, self.laid.counts[0])
        return (which,) if which else ()

    def _kernel_cell(self, variant: int, place: Place) -> tuple[int, ...]:
        rows, columns = self.layer.window.kernel
        cell = (rows - 1 - place.row, columns - 1 - place.column) if self.turned else (place.row, place.column)
        return (variant, place.grid, *cell)

    def _fate(self) -> str:
        return tr("folded back to the cells that it repeats") if self._folds else super()._fate()
