"""A dialog that takes a layer's part in a real step of training: its input, its weights, the gradient from above."""

from collections.abc import Iterator

import numpy as np
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from cnnviz.data.pictures import Picture
from cnnviz.data.preprocessing import options_for, picture_shape, preprocess
from cnnviz.engine.arrays import Array
from cnnviz.engine.network import Network
from cnnviz.numbers import number
from cnnviz.scenarios.scenario import Scenario
from cnnviz.scenarios.training_step import layer_like, shown_layers, step_scenario
from cnnviz.text import ExplainedError, tr
from cnnviz.ui.convolve.controls.digit_set import DRAWN, DigitSet
from cnnviz.ui.convolve.controls.network_dialog import NetworkDialog
from cnnviz.ui.painting.colours import grey_image
from cnnviz.ui.widgets.chooser import Chooser
from cnnviz.ui.widgets.icon_button import IconButton
from cnnviz.ui.widgets.labels import wrapped
from cnnviz.ui.widgets.number_box import NumberBox
from cnnviz.ui.worker import GeneratorWorker, Interruptible, Outcome
from cnnviz.ui.workspace import Workspace

PREVIEW = 84  # pixels: three for each of the digit's
READ_AT_ONCE = 10**8  # multiply-adds; more would be felt while digits are chosen
SMALL_LOSS = 0.01


class StepDialog(NetworkDialog):
    """Chooses a layer, a digit, and the class that counts as right; the step is computed in a thread."""

    def __init__(self, workspace: Workspace, base: Scenario, parent: QWidget) -> None:
        super().__init__(tr("Gradient from a training step"), base, parent)
        self._digits = DigitSet(workspace)
        self._network: Network | None = None
        self._worker = GeneratorWorker(self)
        self._beside = Interruptible()
        self._rng = np.random.default_rng()
        self._shares: Array | None = None
        self.layer = Chooser(tr("Layer"), tr("The layer whose part in the step is shown"))
        self.digit = NumberBox()
        self.digit.setRange(0, self._digits.count(DRAWN) - 1)
        self.digit.setToolTip(tr("Which of the drawn digits the network is shown, counted from 0"))
        self.dice = IconButton("dice", tr("Another digit, by chance"))
        self.truth = Chooser(tr("Taught as"), tr("The class that counts as the right one in this step"))
        self.reading = wrapped("")
        self.preview = QLabel()
        self.preview.setFixedSize(PREVIEW, PREVIEW)
        self.preview.setAccessibleName(tr("The digit"))
        self._lay_out()
        self._fill(workspace)
        self.layer.chosen.connect(lambda _: self._show_layer())
        self.digit.valueChanged.connect(lambda _: self._show_digit())
        self.truth.chosen.connect(lambda _: self._show_reading())
        self.dice.clicked.connect(lambda: self.digit.setValue(int(self._rng.integers(self.digit.maximum() + 1))))
        self.take.clicked.connect(self._start)
        self._worker.finished.connect(self._finish)

    def _lay_out(self) -> None:
        number = QWidget()
        row = QHBoxLayout(number)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.digit, 1)
        row.addWidget(self.dice)
        self.rows.add_row("layer", tr("Layer"), self.layer, self.layer.toolTip())
        self.rows.add_row("digit", tr("Digit"), number, self.digit.toolTip())
        self.rows.add_row("truth", tr("Taught as"), self.truth, self.truth.toolTip())
        shown = QWidget()
        beside = QHBoxLayout(shown)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(12)
        beside.addWidget(self.preview)
        beside.addWidget(self.reading, 1)
        self.rows.add_wide(shown)

    def _fill(self, workspace: Workspace) -> None:
        network = self.network_of(workspace)
        if network is None:
            return
        layers = shown_layers(network)
        try:
            picture_shape(network.input_shape)
        except ExplainedError as error:
            self.refuse(str(error))
            return
        if not layers or len(network.output_shape) != 1:
            self.refuse(tr("The network has no layer whose part in a step can be shown, or it gives no classes."))
            return
        self._network = network
        for name, layer in layers.items():
            self.layer.add(name, f"{name} · {layer!r}")
        self.layer.set_value(layer_like(layers, self.base.operation))
        for index in range(network.output_shape[0]):
            self.truth.add(str(index), network.class_names[index] if network.class_names else str(index))
        self._show_layer()
        self._show_digit()

    def _show_digit(self) -> None:
        assert self._network is not None
        source, label = self._digits.digit(DRAWN, self.digit.value())
        self.preview.setPixmap(QPixmap.fromImage(grey_image(source.values[0])).scaled(PREVIEW, PREVIEW))
        names = self._network.class_names or tuple(map(str, range(self._network.output_shape[0])))
        truth = names.index(str(label)) if str(label) in names else 0
        self._shares = self._probabilities(self._network)
        if self._shares is not None and _loss(self._shares, truth) < SMALL_LOSS:
            truth = int(self._shares.argsort()[-2])  # of what it knows already, next to nothing would go back
        self.truth.set_value(str(truth))
        self._show_reading()

    def _probabilities(self, network: Network) -> Array | None:
        """What the network makes of the digit, where it is quick enough to be asked each time."""
        if network.summary()[-1].multiply_adds_so_far > READ_AT_ONCE:
            return None
        shares: Array = network.probabilities(_picture(self._digits, self.digit.value(), network)[None])[0]
        return shares

    def _show_reading(self) -> None:
        """What the network makes of the digit, and what it is told."""
        if self._shares is None:
            self.reading.clear()
            return
        best, truth = int(self._shares.argmax()), int(self.truth.value())
        loss = _loss(self._shares, truth)
        said = tr(
            "The network reads a {name} with {share} %. Taught that it is a {truth}, its loss is {loss}.",
            name=self.truth.itemText(best), share=number(100 * float(self._shares[best]), 1),
            truth=self.truth.itemText(truth), loss=number(loss, 3),
        )  # fmt: skip
        if loss < SMALL_LOSS:
            said += " " + tr("So little goes back that hardly anything will be seen: teach it something else.")
        self.reading.setText(said)

    def _show_layer(self) -> None:
        self.note.setText(
            tr("The network reads the digit, its loss goes back through all layers, and this is what {layer} was given "
               "and what came back to it. Nothing is learnt.", layer=self.layer.value())
        )  # fmt: skip

    def _start(self) -> None:
        network, base, name, truth = self._network, self.base, self.layer.value(), int(self.truth.value())
        assert network is not None
        picture = _picture(self._digits, self.digit.value(), network)

        def work() -> Iterator[object]:
            yield step_scenario(base, network, picture, truth, name)

        self.notice.clear()
        self.take.setEnabled(False)
        self.take.setText(tr("Computing …"))
        self._worker.start(lambda: self._beside.iterate(work))

    def _finish(self, outcome: Outcome) -> None:
        self.take.setEnabled(True)
        self.take.setText(tr("Take over"))
        made = [report for report in self._worker.take() if isinstance(report, Scenario)]
        if isinstance(outcome.error, ExplainedError):
            self.notice.show_error(str(outcome.error))
        elif outcome.error is not None:
            raise outcome.error  # unexpected: the window logs and shows it
        elif made:
            self.accept()
            self.scenario_made.emit(made[0])

    def done(self, result: int) -> None:
        self._worker.stop_and_wait()
        super().done(result)


def _loss(shares: Array, truth: int) -> float:
    """Cross entropy of the class `truth`, from probabilities (classes)."""
    return -float(np.log(max(shares[truth], np.finfo(np.float32).tiny)))


def _picture(digits: DigitSet, index: int, network: Network) -> Array:
    """A drawn digit (C, H, W) as the network takes pictures."""
    source, _ = digits.digit(DRAWN, index)
    pixels = np.rint(source.values[0] * 255).astype(np.uint8)
    return preprocess(Picture(source.name, pixels), options_for(network.input_shape), network.input_shape)[-1].pixels
