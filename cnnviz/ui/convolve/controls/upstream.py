"""The gradient that comes from above: random, ones, typed, or from a real step of training."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cnnviz.scenarios.scenario import ONES, TENTHS, Scenario
from cnnviz.settings import Choice
from cnnviz.text import ExplainedError, mark, tr
from cnnviz.ui.widgets.chooser import Chooser
from cnnviz.ui.widgets.icon_button import IconButton
from cnnviz.ui.workspace import Workspace

TYPED, STEP = "typed", "step"
FILLS = (
    Choice(TENTHS, mark("Random"), mark("Tenths from −1 to 1")),
    Choice(ONES, mark("Ones"), mark("1 for every output: the gradient of their sum")),
    Choice(TYPED, mark("Typed"), mark("Numbers of your own: double-click a cell of the gradient to change it")),
)


class UpstreamRow(QWidget):
    """`edited` carries a new scenario and its cause, `failed` a message."""

    edited = Signal(object, str)
    failed = Signal(str)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._scenario: Scenario | None = None
        help_text = tr("The gradient from above: how the loss would change with each output")
        self.chooser = Chooser(tr("Gradient from above"), help_text, FILLS)
        self.chooser.add_separator()
        self.chooser.add(STEP, tr("From a training step…"), tr("What a layer of the present network really gets"))
        self.dice = IconButton("dice", tr("New random numbers"))
        self.setAccessibleName(tr("Gradient from above"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.chooser, 1)
        row.addWidget(self.dice)
        self.chooser.chosen.connect(self._take)
        self.dice.clicked.connect(self._roll)

    def show_scenario(self, scenario: Scenario) -> None:
        """Show which gradient it is; nothing is sent."""
        self._scenario = scenario
        self.chooser.set_text(TYPED, scenario.upstream_name or tr("Typed"))
        self._show_choice()

    def _show_choice(self) -> None:
        assert self._scenario is not None
        filled = self._scenario.upstream is None
        self.chooser.set_value(self._scenario.upstream_fill if filled else TYPED)
        self.dice.setVisible(filled and self._scenario.upstream_fill == TENTHS)

    def _take(self, choice: str) -> None:
        assert self._scenario is not None
        if choice == STEP:
            self._show_choice()
            self._open_step()
        elif choice == TYPED:
            self._keep_numbers()
        elif choice != self._scenario.upstream_fill or self._scenario.upstream is not None:
            self.edited.emit(replace(self._scenario.with_upstream(None), upstream_fill=choice), "upstream")

    def _keep_numbers(self) -> None:
        """The numbers that are there become ones of a person's own."""
        from cnnviz.scenarios.upstream import upstream_of

        assert self._scenario is not None
        if self._scenario.upstream is not None:
            return
        try:
            values = upstream_of(self._scenario)
        except ExplainedError as error:
            self._show_choice()
            self.failed.emit(str(error))
        else:
            self.edited.emit(self._scenario.with_upstream(values), "upstream")

    def _roll(self) -> None:
        assert self._scenario is not None
        self.edited.emit(replace(self._scenario, upstream_seed=self._scenario.upstream_seed + 1), "upstream")

    def _open_step(self) -> None:
        from cnnviz.ui.convolve.controls.network_step import StepDialog

        assert self._scenario is not None
        dialog = StepDialog(self._workspace, self._scenario, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.scenario_made.connect(lambda scenario: self.edited.emit(scenario, "upstream"))
        dialog.open()
