"""The health of the run in the panel at the left: four lamps, and the most important finding with its advice."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from cnnviz.history.health import LAMPS, Finding, lit
from cnnviz.history.record import RunRecord
from cnnviz.text import tr
from cnnviz.ui.train.panel.health_watch import HealthWatch
from cnnviz.ui.train.panel.lamps import Lamp
from cnnviz.ui.widgets.labels import set_role, wrapped

LINES = 4  # of text that there is always room for: the panel does not jump


class HealthPanel(QWidget):
    """Follows the statistics of a RunRecord. A click, or the Enter key, asks by `details_wanted` for all there is."""

    details_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._watch: HealthWatch | None = None
        self.lamps = {name: Lamp(name) for name in LAMPS}
        self.words = wrapped("", "muted")
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.words.setMinimumHeight(LINES * self.words.fontMetrics().lineSpacing())
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(tr("Health of the training. Click for gradients, weights and activations, layer by layer"))
        self.setAccessibleName(tr("Health of the training: show details"))
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(2)
        for place, lamp in enumerate(self.lamps.values()):
            grid.addWidget(lamp, place // 2, place % 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(grid)
        column.addWidget(self.words)
        self._show(None)

    def start(self, record: RunRecord) -> None:
        """From now on tell of this run."""
        self._watch = HealthWatch(record)
        self._show(None)
        self.refresh()

    def show_moment(self, step: int | None) -> None:
        """Tell of the health after this step, with the next `refresh`; None is now."""
        if self._watch is not None:
            self._watch.look_at(step)

    def refresh(self) -> bool:
        """Show what the latest statistics say; whether there were any."""
        if self._watch is None or not self.isVisible() or not self._watch.update():
            return False
        self._show(self._watch.findings)
        return True

    def _show(self, findings: tuple[Finding, ...] | None) -> None:
        by_lamp = lit(findings or ())
        for name, lamp in self.lamps.items():
            lamp.show_findings(None if findings is None else by_lamp[name])
        if findings is None:
            text = tr("Lamps for gradients, activations, maps and weights: they show while a network learns.")
        elif findings:
            text = f"{findings[0].sentence} {findings[0].advice}"
        else:
            text = tr("Nothing is dead, stuck, vanishing or exploding.")
        if text != self.words.text():
            set_role(self.words, "role", "error" if findings else "muted")
            self.words.setText(text)
            self.words.setToolTip(text if findings else "")

    def sizeHint(self) -> QSize:
        return QSize(220, super().sizeHint().height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.details_wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.details_wanted.emit()
        else:
            super().keyPressEvent(event)
