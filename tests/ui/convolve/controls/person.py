"""A person before the side panel, with mouse and keys."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from cnnviz.scenarios.scenario import Scenario
from cnnviz.ui.convolve.controls.side_panel import SidePanel
from cnnviz.ui.widgets.chooser import Chooser
from cnnviz.ui.widgets.segmented import Segmented

LEFT = Qt.MouseButton.LeftButton


class Person:
    """Works the controls of a panel as with mouse and keys; `sent` is what came out, oldest first."""

    def __init__(self, qtbot: QtBot, panel: SidePanel) -> None:
        self.qtbot, self.panel = qtbot, panel
        self.sent: list[tuple[Scenario, str]] = []
        panel.edited.connect(lambda scenario, cause: self.sent.append((scenario, cause)))

    def last(self, cause: str, count: int = 1) -> Scenario:
        """The scenario that came out last: there were so many, and the last had this cause.

        A panel that shows it anew sends nothing and looks the same.
        """
        assert [sent[1] for sent in self.sent][-1:] == [cause] and len(self.sent) == count
        scenario = self.sent[-1][0]
        before = look(self.panel)
        self.panel.show_scenario(scenario)
        assert len(self.sent) == count
        assert look(self.panel) == before
        return scenario

    def press(self, button: QPushButton) -> None:
        self.qtbot.mouseClick(button, LEFT)

    def choose(self, control: Segmented | Chooser, value: str) -> None:
        """Click a segment, or go to a value of a list with the arrow keys."""
        if isinstance(control, Segmented):
            self.press(control.button(value))
        else:
            control.setCurrentIndex(control.findData(value))
            control.activated.emit(control.currentIndex())

    def type_into(self, field: QWidget, text: object) -> None:
        """Type and press Return."""
        field.setFocus()
        field.selectAll()  # type: ignore[attr-defined]
        self.qtbot.keyClicks(field, str(text))
        self.qtbot.keyClick(field, Qt.Key.Key_Return)


def look(panel: SidePanel) -> list[object]:
    """What a person sees of the panel: every control that is shown with what it says."""
    said: list[object] = []
    for widget in panel.findChildren(QWidget):
        if widget.isVisibleTo(panel) and isinstance(widget, QSpinBox | Chooser | QPushButton):
            text = widget.currentText() if isinstance(widget, Chooser) else widget.text()
            said.append((text, widget.isChecked() if isinstance(widget, QPushButton) else None))
    return said
