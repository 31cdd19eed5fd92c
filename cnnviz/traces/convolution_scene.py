"""A convolution, forward: one output number after the other, and what meets what in the window."""

from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.layer import Layer
from cnnviz.text import tr
from cnnviz.traces.kernel_scene import KernelScene
from cnnviz.traces.origin import OWN, Origin
from cnnviz.traces.scene import Array
from cnnviz.traces.windowed import picture_panel


class ConvolutionScene(KernelScene):
    """`layer` on `image` (C, H, W), with an `activation` after it; frames go through output (F, OH, OW).

    `turned` says that the layer's kernels are those that were set, turned by 180° (true convolution). `origin`
    says whether the image is a picture or maps of a network, and how they are counted.

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
        origin: Origin = OWN,
    ) -> None:
        self._prepare(layer, image, activation=activation, turned=turned, origin=origin)
        source = picture_panel("input", tr("Input"), self._picture, self._reach(), origin, editable=True)
        facts = (tr("turned by 180°"),) if turned else ()
        target = self._target_panel(tr("Output"), "output", origin.filters(layer.out_channels))
        self.panels = (source, *self._middle_panels(source, facts), target)

    def _title(self, filter_: int, row: int, column: int) -> str:
        if self._shape[0] == 1:
            return tr("output ({row}, {column})", row=row, column=column)
        name = self.panel("output").name(filter_)
        return tr("output {filter} ({row}, {column})", filter=name, row=row, column=column)
