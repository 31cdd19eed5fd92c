"""Labels by role; the style sheet knows what a role looks like."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QWidget


def label(text: str, role: str, parent: QWidget | None = None) -> QLabel:
    """A label in one of the roles of the style sheet (title, heading, muted, label, input, kernel, output, error …)."""
    result = QLabel(text, parent)
    result.setProperty("role", role)
    result.setTextFormat(Qt.TextFormat.PlainText)
    return result


def wrapped(text: str, role: str = "muted") -> QLabel:
    """A label that breaks its lines."""
    result = label(text, role)
    result.setWordWrap(True)
    return result


def set_role(widget: QWidget, name: str, value: object) -> None:
    """Change a property that the style sheet looks at, and have it look again."""
    if (widget.property(name) or False) == (value or False):  # what was never set is not on
        return
    widget.setProperty(name, value)
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):  # otherwise it has yet to look for the first time
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def separator() -> QFrame:
    """A thin line between two groups."""
    line = QFrame()
    line.setObjectName("separator")
    return line
