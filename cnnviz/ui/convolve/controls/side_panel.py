"""The panel at the side: all that can be set on the Convolve page, as views of one scenario."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from cnnviz.scenarios.scenario import Scenario
from cnnviz.ui.convolve.controls.geometry import GeometryControls
from cnnviz.ui.convolve.controls.group import ScenarioGroup
from cnnviz.ui.convolve.controls.kernel import KernelControls
from cnnviz.ui.convolve.controls.operation import OperationControls
from cnnviz.ui.convolve.controls.picture import PictureControls
from cnnviz.ui.convolve.controls.pooling import PoolingControls
from cnnviz.ui.widgets.card import MARGIN, Card
from cnnviz.ui.widgets.labels import separator
from cnnviz.ui.widgets.notice import Notice
from cnnviz.ui.workspace import Workspace

WIDTH = 272
GAP = 10


class SidePanel(QWidget):
    """Groups of controls below each other; what does not fit scrolls.

    `edited` carries a whole new scenario and the cause of the edit. The panel shows what was set from then on, whether
    it can work or not: an edit builds on what the controls say. `show_scenario` shows another one and sends nothing.
    """

    edited = Signal(object, str)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.setObjectName("side_panel")
        self.setFixedWidth(WIDTH)
        self._card = Card()
        self.notice = Notice()
        self.operation = OperationControls(workspace)
        self.picture = PictureControls(workspace)
        self.kernel = KernelControls(workspace)
        self.geometry_controls = GeometryControls()
        self.pooling = PoolingControls()
        self._groups: tuple[ScenarioGroup, ...] = (
            self.operation, self.picture, self.kernel, self.geometry_controls, self.pooling,
        )  # fmt: skip
        self._lines = [separator() for _ in self._groups]  # above each group
        self._lay_out()
        for group in self._groups:
            group.edited.connect(self.take)

    def show_scenario(self, scenario: Scenario) -> None:
        """Show what is set; nothing is sent."""
        for group, line in zip(self._groups, self._lines, strict=True):
            group.show_scenario(scenario)
            line.setHidden(group.isHidden() or group is self.operation)

    def take(self, scenario: Scenario, cause: str) -> None:
        """Show another scenario as if a person had set it here, and send it."""
        self.show_scenario(scenario)
        self.edited.emit(scenario, cause)

    def show_error(self, cause: str, text: str) -> None:
        """Say what is wrong beside the control that is named as the `cause`, and mark it.

        Where no such control is seen, it is said on top.
        """
        self.clear_errors()
        for group in self._groups:
            if not group.isHidden() and group.has_row(cause):
                group.show_error(cause, text)
                self._scroll.ensureWidgetVisible(group.control(cause), 0, 4 * MARGIN)
                return
        self.notice.show_error(text)

    def error(self, cause: str) -> str:
        """What is said to be wrong with the control of that name; empty where nothing is."""
        return next((group.error(cause) for group in self._groups if group.has_row(cause)), "")

    def clear_errors(self) -> None:
        """All is well again."""
        self.notice.clear()
        for group in self._groups:
            group.clear_errors()

    def add_below(self, widget: QWidget) -> None:
        """Put something below the controls, where it scrolls with them."""
        place = self._column.count() - 1
        self._column.insertWidget(place, separator())
        self._column.insertWidget(place + 1, widget)

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName("scrolled")
        column = self._column = QVBoxLayout(inside)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(GAP)
        column.addWidget(self.notice)
        for group, line in zip(self._groups, self._lines, strict=True):
            column.addWidget(line)
            column.addWidget(group)
        column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidget(inside)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._card.body.setContentsMargins(0, 0, 0, 0)
        self._card.body.setSpacing(0)
        self._card.body.addWidget(self._scroll)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._card)
