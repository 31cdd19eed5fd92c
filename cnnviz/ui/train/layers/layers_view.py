"""Does every layer learn? Gradients, weights, steps and activations layer by layer, and what is wrong with them."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from cnnviz.history.record import RunRecord
from cnnviz.text import tr
from cnnviz.ui.train.layers.findings_card import FindingsCard
from cnnviz.ui.train.layers.layer_card import LayerCard
from cnnviz.ui.train.layers.layer_curves import activation, first_shown, gradient, layer_names, update_ratio, weight
from cnnviz.ui.train.past.moment import Moment
from cnnviz.ui.train.plots.legend import Legend
from cnnviz.ui.train.plots.line import nth_line
from cnnviz.ui.train.plots.plot_cards import RateCard
from cnnviz.ui.train.plots.plot_look import PlotLook
from cnnviz.ui.train.turns import Part
from cnnviz.ui.train.view import RunView
from cnnviz.ui.widgets.labels import label

GAP = 12
LEGEND_HEIGHT = 34


class LayersView(RunView):
    """A line for each layer that has weights in four plots, the learning rate, and the findings.

    The boxes above choose layers; of a deep network some are shown at first. `cursor_moved` carries the step that a
    person points to in a plot, to go there in time.
    """

    cursor_moved = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.look = PlotLook(self)
        self._record: RunRecord | None = None
        self._names: tuple[str, ...] = ()
        self.sizes = _size_cards(self.look)
        self.rate, self.findings = RateCard(self.look), FindingsCard()
        self.legend = Legend(choosable=True)
        self.legend.changed.connect(self._show_layers)
        self.strip = _Strip(self.legend)
        for card in (*self.sizes, self.rate):
            card.cursor_moved.connect(self.cursor_moved)
        self._lay_out()

    def start(self, record: RunRecord) -> None:
        self._record, self._names = record, ()
        self.legend.set_lines(())
        self.strip.hide()
        for card in (*self.sizes, self.rate):
            card.start(record)
        self.findings.start(record)

    def parts(self) -> list[Part]:
        return [self._refresh_legend, *(card.refresh for card in (*self.sizes, self.rate)), self.findings.refresh]

    def show_moment(self, moment: Moment | None) -> None:
        step = None if moment is None else moment.snapshot.step
        for card in (*self.sizes, self.rate):
            card.show_cursor(step)
        self.findings.show_moment(step)

    def _refresh_legend(self) -> bool:
        """Name the layers, as soon as it is known which there are."""
        names = layer_names(self._record) if self._record is not None and self.isVisible() else ()
        if names == self._names or not names:
            return False
        self._names = names
        shown = first_shown(names)
        self.legend.set_lines([nth_line(number, name) for number, name in enumerate(names)], shown)
        self.strip.show()
        self._show_layers(shown)
        return True

    def _show_layers(self, names: tuple[str, ...]) -> None:
        for card in self.sizes:
            card.show_layers(names)

    def _lay_out(self) -> None:
        self.strip.hide()
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GAP)
        for place, card in enumerate((*self.sizes, self.rate, self.findings)):
            card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
            grid.addWidget(card, place // 3, place % 3)
        for line in range(3):
            grid.setColumnStretch(line, 1)
        for line in range(2):
            grid.setRowStretch(line, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(6)
        whole.addWidget(self.strip)
        whole.addLayout(grid, 1)


class _Strip(QScrollArea):
    """The names of the layers in a row, which scrolls where there are many."""

    def __init__(self, legend: Legend) -> None:
        super().__init__()
        inside = QWidget()
        inside.setObjectName("scrolled")
        row = QHBoxLayout(inside)
        row.setContentsMargins(2, 0, 2, 0)
        row.setSpacing(GAP)
        row.addWidget(label(tr("Layers"), "heading"))
        row.addWidget(legend, 1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(LEGEND_HEIGHT)
        self.setAccessibleName(tr("Layers that are shown"))


def _size_cards(look: PlotLook) -> tuple[LayerCard, ...]:
    """The plots of gradients, weights, steps and activations."""
    return (
        LayerCard(
            tr("Gradients"), tr("root mean square"),
            tr("How steep the loss is in the weights of each layer. Where a line lies orders of magnitude below the "
               "others, the layer hardly learns"),
            tr("How large the gradients of each layer are appears here. Press Start."),
            gradient, look,
        ),
        LayerCard(
            tr("Weights"), tr("root mean square"),
            tr("How large the weights of each layer are. They change little in a run that is well"),
            tr("How large the weights of each layer are appears here. Press Start."),
            weight, look,
        ),
        LayerCard(
            tr("Update / weight"), tr("0.001 is usual"),
            tr("How far one step moves the weights of each layer, as a share of their size. About 0.001 is usual; "
               "above 0.1 a step overshoots, below 0.00001 hardly anything is learnt"),
            tr("How far a step moves the weights of each layer appears here. Press Start."),
            update_ratio, look,
        ),
        LayerCard(
            tr("Activations"), tr("root mean square"),
            tr("How large the outputs of each layer are for 64 pictures, behind its activation function"),
            tr("How large the outputs of each layer are appears here. Press Start."),
            activation, look,
        ),
    )  # fmt: skip
