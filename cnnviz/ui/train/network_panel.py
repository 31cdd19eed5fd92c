"""Which network is trained: the choice, what it is, how large, and why it cannot take the pictures, if it cannot."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cnnviz.data.sources import PICTURE_SHAPE
from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.building import DIGITS
from cnnviz.engine.initializers import Seed
from cnnviz.engine.network import Network
from cnnviz.engine.summary import LayerSummary
from cnnviz.numbers import count
from cnnviz.settings import Choice, Setting
from cnnviz.text import ExplainedError, mark, tr
from cnnviz.ui.widgets.form import Form
from cnnviz.ui.widgets.labels import wrapped

NETWORK_SETTINGS = (
    Setting(
        "network", mark("Network"), next(iter(NETWORKS)), mark("The network to train, with fresh random weights."),
        choices=tuple(Choice(name, known.label, known.help) for name, known in NETWORKS.items()),
    ),
)  # fmt: skip
USUAL_WORK = 416_520  # multiply-adds of LeNet-5, which learns as fast as one can watch
MUCH_WORK = 10 * USUAL_WORK


class NetworkPanel(QWidget):
    """`changed` when another network is chosen."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.form = Form(NETWORK_SETTINGS, label_width=0, labelled=False)
        self.about, self.facts = wrapped(""), wrapped("")
        self.facts.setToolTip(
            tr("Numbers that are learnt, and multiplications (each with an addition) for one picture")
        )
        self._fits = True
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.form)
        column.addWidget(self.about)
        column.addWidget(self.facts)
        self.form.changed.connect(lambda _: self._take_choice())
        self._show()

    @property
    def fits(self) -> bool:
        """Whether the chosen network can take the pictures."""
        return self._fits

    def new_network(self, seed: Seed) -> Network:
        """The chosen network, with the weights that `seed` gives; NetworkError where it cannot take the pictures."""
        network = NETWORKS[self._name()].build(seed, DIGITS, PICTURE_SHAPE)
        network.info["network"] = self._name()
        return network

    def _name(self) -> str:
        return str(self.form.values()["network"])

    def _take_choice(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        try:
            lines: Sequence[LayerSummary] = self.new_network(None).summary()
            problem = ""
        except ExplainedError as error:
            lines, problem = (), str(error)
        self._fits = not problem
        self.form.show_error("network", problem)
        self.about.setText(tr(NETWORKS[self._name()].help))
        self.facts.setVisible(self._fits)
        self.facts.setText(_facts(lines))


def _facts(lines: Sequence[LayerSummary]) -> str:
    """Size and work; large work against that of LeNet-5, so that nobody waits in vain."""
    parameters, work = sum(line.parameters for line in lines), sum(line.multiply_adds for line in lines)
    facts = tr("{parameters} parameters\n{work} multiply-adds", parameters=count(parameters), work=count(work))
    if work < MUCH_WORK:
        return facts
    return facts + tr(", {times} times those of LeNet-5: slow to train", times=round(work / USUAL_WORK))
