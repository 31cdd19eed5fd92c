"""Fields for whole numbers."""

from PySide6.QtWidgets import QSpinBox

LEFT = 7


class NumberBox(QSpinBox):
    """A spin box with air before its number (a style sheet cannot give it any) that reports complete numbers only."""

    def __init__(self) -> None:
        super().__init__()
        self.lineEdit().setTextMargins(LEFT, 0, 0, 0)
        self.setKeyboardTracking(False)
