"""A line of text that says as much as there is room for."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy


class FittingLabel(QLabel):
    """Shows the longest of several texts that fits into its width; its tooltip is the longest."""

    def __init__(self, role: str, least: int = 0) -> None:
        super().__init__()
        self.setProperty("role", role)
        self._least = least
        self._texts: Sequence[str] = ("",)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def set_texts(self, texts: Sequence[str]) -> None:
        """Longest first."""
        self._texts = texts
        self._fit()

    def full_text(self) -> str:
        """What it says where there is room."""
        return self._texts[0]

    def _fit(self) -> None:
        width = self.width()
        fitting = [text for text in self._texts if self.fontMetrics().horizontalAdvance(text) <= width]
        text = fitting[0] if fitting else self._texts[-1]
        if text != self.text():
            self.setText(text)
        self.setToolTip(self._texts[0])

    def minimumSizeHint(self) -> QSize:
        return QSize(self._least, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
