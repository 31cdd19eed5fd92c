"""A transposed convolution, forward: each cell of the input lays its kernel on the output; what overlaps adds up."""

from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.geometry import Window2D
from cnnviz.numbers import trimmed
from cnnviz.text import tr
from cnnviz.traces.bordered import BorderedPicture
from cnnviz.traces.laid_kernels import uncropped
from cnnviz.traces.origin import OWN, Origin
from cnnviz.traces.scene import Array, Border, Place
from cnnviz.traces.spreading_scene import SpreadingScene
from cnnviz.traces.windowed import picture_panel


class TransposedScene(SpreadingScene):
    """`layer` on `image` (C, H, W); one frame for each input cell.

    The output is shown uncropped: what the padding takes away is its border. Every cell starts at its bias. `turned`
    and `origin` as for `ConvolutionScene`. GeometryError and LayerError where the layer cannot take the image.
    """

    target, source, edited = "output", "input", "image"

    def __init__(self, layer: ConvTranspose2D, image: Array, *, turned: bool = False, origin: Origin = OWN) -> None:
        self.layer, self.turned, self.origin = layer, turned, origin
        count, rows, columns = layer.output_shape(image.shape)
        self._prepare(uncropped(layer, image))
        picture = BorderedPicture(image, Window2D((1, 1)))
        source = picture_panel("input", tr("Input"), picture, None, origin, editable=True)
        names = origin.filters(count)
        kernel, shares = self._middle_panels(
            source, names if layer.groups == 1 else (), (tr("turned by 180°"),) if turned else ()
        )
        border = Border(layer.window.padding[0], layer.window.padding[2], rows, columns, "cut")
        output = self._target_panel(tr("Output"), "output", border, names, fact=self._start_fact())
        self.panels = (source, kernel, shares, output)

    def _start_fact(self) -> str:
        """What every output starts at."""
        bias = self.laid.start
        if not bias.any():
            return tr("starts at 0")
        if len(set(bias.tolist())) == 1:
            return tr("starts at the bias, {bias}", bias=trimmed(float(bias[0])))
        return tr("starts at its bias")

    def _source_name(self, grid: int, row: int, column: int) -> str:
        names = self.panel("input").names
        if not names:
            return tr("input ({row}, {column})", row=row, column=column)
        return tr("input {channel} ({row}, {column})", channel=names[grid], row=row, column=column)

    def _kernel_facts(self, grid: int) -> tuple[str, ...]:
        count, first = self.laid.counts[0], self.origin.first
        return (tr("of channel {number} of {count}", number=grid + first, count=count),) if count > 1 else ()

    def _kernel_cell(self, variant: int, place: Place) -> tuple[int, ...]:
        """Per group, the kernel as set is (outputs, inputs, …), the layer's (inputs, outputs, …)."""
        depth = self.layer.in_channels // self.layer.groups
        filter_ = self.laid.targets(variant).start + place.grid
        rows, columns = self.layer.window.kernel
        cell = (rows - 1 - place.row, columns - 1 - place.column) if self.turned else (place.row, place.column)
        return (filter_, variant % depth, *cell)
