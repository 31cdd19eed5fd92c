"""A dialog that takes a kernel, with bias, stride and padding, from a convolution of the present network."""

from PySide6.QtWidgets import QWidget

from cnnviz.engine.convolution import Conv2D
from cnnviz.scenarios.network_kernel import can_take_all, convolutions, tiles, with_network_kernel
from cnnviz.scenarios.scenario import MOST_FILTERS, Scenario
from cnnviz.text import ExplainedError, tr
from cnnviz.ui.convolve.controls.kernel_wall import KernelWall
from cnnviz.ui.convolve.controls.network_dialog import NetworkDialog
from cnnviz.ui.widgets.chooser import Chooser
from cnnviz.ui.workspace import Workspace

ALL = "all"


class KernelDialog(NetworkDialog):
    """Chooses a layer, one filter or all, and one input channel or all; a click on a kernel does so too."""

    def __init__(self, workspace: Workspace, base: Scenario, parent: QWidget) -> None:
        super().__init__(tr("Kernel from the network"), base, parent)
        self._layers: dict[str, Conv2D] = {}
        self.layer = Chooser(tr("Layer"), tr("Which convolution of the network"))
        self.filter = Chooser(tr("Filter"), tr("Which of its kernels"))
        self.channel = Chooser(tr("Channel"), tr("The kernels of all input channels, or that of one for every channel"))
        self.wall = KernelWall()
        for name, text, control in (
            ("layer", tr("Layer"), self.layer), ("filter", tr("Filter"), self.filter),
            ("channel", tr("Channel"), self.channel),
        ):  # fmt: skip
            self.rows.add_row(name, text, control, control.toolTip())
        self.column.insertWidget(2, self.wall, 1)
        self.layer.chosen.connect(lambda _: self._show_layer())
        self.filter.chosen.connect(lambda _: self._show_choice())
        self.channel.chosen.connect(lambda _: self._show_choice())
        self.wall.picked.connect(self._pick)
        self.take.clicked.connect(self._take)
        self._fill(workspace)

    def _fill(self, workspace: Workspace) -> None:
        network = self.network_of(workspace)
        self._layers = convolutions(network) if network is not None else {}
        self.wall.setVisible(bool(self._layers))
        for name, layer in self._layers.items():
            self.layer.add(name, f"{name} · {layer!r}")
        if self._layers:
            self.layer.set_value(next(iter(self._layers)))
            self._show_layer()
        elif network is not None:
            self.refuse(tr("The network has no convolution whose kernels can be shown."))

    def _chosen(self) -> tuple[Conv2D, int | None, int | None]:
        filter_, channel = (None if box.value() == ALL else int(box.value()) for box in (self.filter, self.channel))
        return self._layers[self.layer.value()], filter_, channel

    def _show_layer(self) -> None:
        layer = self._layers[self.layer.value()]
        filters, channels = layer.weight.shape[:2]
        kept = min(filters, MOST_FILTERS)
        self.filter.clear()
        self.filter.add(
            ALL, tr("All {count}", count=filters) if kept == filters else tr("The first {count}", count=kept)
        )
        for index in range(filters):
            self.filter.add(str(index), tr("Filter {number}", number=index))
        self.channel.clear()
        self.channel.add(ALL, tr("All {count}", count=layer.in_channels))
        for index in range(channels):
            self.channel.add(str(index), tr("Channel {number}", number=index))
        fits = can_take_all(self.base, layer)
        self.channel.set_offered(ALL, fits)
        self.channel.set_value(ALL if fits else "0")
        self.filter.set_value("0")
        self.wall.show_kernels(tiles(layer))
        self._show_choice()

    def _show_choice(self) -> None:
        layer, filter_, channel = self._chosen()
        self.wall.choose(filter_, channel)
        taken = tr(
            "Bias, stride {stride}, padding {padding} and dilation {dilation} come along.",
            stride=_pair(layer.window.stride), padding=_pair(layer.window.padding),
            dilation=_pair(layer.window.dilation),
        )  # fmt: skip
        if not can_take_all(self.base, layer):
            taken += " " + tr(
                "The layer takes {channels} channels, the picture has {have}: the kernel of one of them is laid over "
                "every channel.",
                channels=layer.in_channels, have=len(self.base.image),
            )  # fmt: skip
        self.note.setText(taken)
        self.notice.clear()

    def _pick(self, filter_: int, channel: int) -> None:
        self.filter.set_value(str(filter_))
        if self.channel.value() != ALL:
            self.channel.set_value(str(channel))
        self._show_choice()

    def _take(self) -> None:
        layer, filter_, channel = self._chosen()
        try:
            made = with_network_kernel(self.base, self.layer.value(), layer, filter_, channel)
        except ExplainedError as error:
            self.notice.show_error(str(error))
            return
        self.accept()
        self.scenario_made.emit(made)


def _pair(numbers: tuple[int, ...]) -> str:
    """Numbers of the axes or sides: one where they are all the same.

    >>> _pair((2, 2, 2, 2)), _pair((1, 2))
    ('2', '1, 2')
    """
    return str(numbers[0]) if len(set(numbers)) == 1 else ", ".join(map(str, numbers))
