"""Does something at once, but not again before it has rested: what only follows must not hold up what leads."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


class Rested(QObject):
    """Calls `act` when asked: at once, or, where it acted less than `rest_ms` ago, once at the end of that time."""

    def __init__(self, act: Callable[[], None], rest_ms: int, parent: QObject) -> None:
        super().__init__(parent)
        self._act = act
        self._is_asked = False
        self._rest = QTimer(self, singleShot=True, interval=rest_ms)
        self._rest.timeout.connect(self._end)

    def ask(self) -> None:
        """Let it be done."""
        if self._rest.isActive():
            self._is_asked = True
        else:
            self._do()

    def _end(self) -> None:
        if self._is_asked:
            self._do()

    def _do(self) -> None:
        self._is_asked = False
        self._act()
        self._rest.start()
