"""What the main window asks of a page."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget


class Page(QWidget):
    """One of the pages. It owns its thread and timers and lets go of them in `close_down`."""

    subtitle_changed = Signal(str)
    picture_wanted = Signal()  # the page asks the window to ask for a picture file

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")

    def header_widgets(self) -> list[QWidget]:
        """Controls that stand in the top bar while the page is shown, from left to right."""
        return []

    def open_picture(self, path: str) -> None:
        """Take in the picture file at `path`; a page without pictures does nothing."""

    def paste(self) -> None:
        """Take in what is on the clipboard; a page without pictures does nothing."""

    def take_focus(self) -> None:
        """Let the keys go to what they steer on this page."""
        self.setFocus()

    def entered(self) -> None:
        """The page is shown now."""

    def left(self) -> None:
        """Another page is shown now."""

    def lost_on_closing(self) -> str:
        """A sentence on what would be lost if the window were closed now; empty where nothing would be."""
        return ""

    def close_down(self) -> None:
        """The window closes: end what runs, at once."""


def give_focus_back(widget: QWidget) -> None:
    """A field has got what it wanted: the keys are the page's again."""
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, Page):
        parent = parent.parentWidget()
    if parent is None:
        widget.clearFocus()
    else:
        parent.take_focus()
