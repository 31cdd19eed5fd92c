"""A convolution, forward: one output number after the other, and what meets what in the window."""

from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.layer import Layer
from cnnviz.text import tr
from cnnviz.traces.kernel_scene import KernelScene
from cnnviz.traces.scene import Array
from cnnviz.traces.windowed import channel_names, picture_panel


class ConvolutionScene(KernelScene):
    """`layer` on `image` (C, H, W), with an `activation` after it; frames go through output (F, OH, OW).

    `turned` says that the layer's kernels are those that were set, turned by 180° (true convolution). `maps_from`
    is None for a picture; of maps of another layer it says what number the first of them has.

    GeometryError and LayerError where the layer cannot take the image.
    """

    target, source = "output", "input"

    def __init__(
        self,
        layer: Conv2D,
        image: Array,
        *,
        activation: Layer | None = None,
        turned: bool = False,
        maps_from: int | None = None,
    ) -> None:
        self._prepare(layer, image, activation=activation, turned=turned)
        source = picture_panel("input", tr("Input"), self._picture, self._reach(), maps_from, editable=True)
        facts = (tr("turned by 180°"),) if turned else ()
        target = self._target_panel(tr("Output"), "output", channel_names(layer.out_channels))
        self.panels = (source, *self._middle_panels(source, facts), target)

    def _title(self, filter_: int, row: int, column: int) -> str:
        if self._shape[0] == 1:
            return tr("output ({row}, {column})", row=row, column=column)
        return tr("output {filter} ({row}, {column})", filter=filter_ + 1, row=row, column=column)
