"""A person at the real program: moves the mouse, clicks and types in a real X window, and looks at what it shows.

Runs in a process of its own (`python person.py SCENARIO FOLDER`): the program's own command line opens the window in
the main thread, and the scenario plays in a second thread. Everything it does goes through the X server (xdotool);
what it sees is asked in the window's thread.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QScrollArea, QSlider, QWidget

from cnnviz.ui.widgets.elided import ElidedLabel

T = TypeVar("T")
PATIENCE_S = 60.0
CONTROLS = (QAbstractButton, QComboBox, QSlider)
STUCK = "stuck"  # what a picture is called that shows why nothing went on


class Person(QObject):
    """Uses the window by what is written on it."""

    _asked = Signal(object)

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self._asked.connect(lambda question: question(), Qt.ConnectionType.QueuedConnection)

    def ask(self, question: Callable[[], T]) -> T:
        """The answer to a question about the window, found in the window's own thread."""
        answers: list[Any] = []
        done = threading.Event()

        def answer() -> None:
            try:
                answers.extend((question(), None))
            except Exception as error:  # handed over to the scenario
                answers.extend((None, error))
            done.set()

        self._asked.emit(answer)
        if not done.wait(PATIENCE_S):
            raise TimeoutError("the window does not answer")
        value, error = answers
        if error is not None:
            raise error
        return value  # type: ignore[no-any-return]

    def wait_until(self, what: str, condition: Callable[[], bool], patience_s: float = PATIENCE_S) -> None:
        """Look again and again until something holds."""
        end = time.monotonic() + patience_s
        while not self.ask(condition):
            if time.monotonic() > end:
                self.screenshot(STUCK)
                raise TimeoutError(f"waited in vain until {what}")
            time.sleep(0.02)

    def window(self) -> QWidget:
        """The main window (ask for it in the window's thread)."""
        return next(top for top in QApplication.topLevelWidgets() if top.objectName() == "main_window")

    def find(self, kind: type[T], name: str = "") -> T:
        """The visible widget of a kind with this text, accessible name or object name."""
        for top in QApplication.topLevelWidgets():
            for widget in top.findChildren(kind):  # type: ignore[type-var]
                names = {widget.accessibleName(), widget.objectName()}
                if isinstance(widget, QAbstractButton | QLabel):
                    names.add(widget.text().replace("&&", "\0").replace("&", "").replace("\0", "&").strip())
                if widget.isVisible() and (not name or name in names):
                    return widget
        raise LookupError(f"no visible {kind.__name__} “{name}”")

    def click(self, kind: type[QWidget], name: str = "", at: tuple[float, float] = (0.5, 0.5)) -> None:
        """Click on a widget, at a share of its width and height."""
        self.wait_until(f"{kind.__name__} “{name}” is there", lambda: self._there(kind, name))
        self.click_point(self.ask(lambda: self._point(self.find(kind, name), at)))

    def click_point(self, point: QPoint) -> None:
        self.xdotool("mousemove", str(point.x()), str(point.y()), "click", "1")
        self.settle()

    def drag(self, points: list[QPoint]) -> None:
        """Press at the first point, move through the others, let go at the last."""
        self.xdotool("mousemove", str(points[0].x()), str(points[0].y()), "mousedown", "1")
        for point in points[1:]:
            self.xdotool("mousemove", str(point.x()), str(point.y()))
        self.xdotool("mouseup", "1")
        self.settle()

    def keys(self, *names: str) -> None:
        """Press keys by their X names ("Right", "space", "ctrl+2")."""
        self.xdotool("key", "--clearmodifiers", *names)
        self.settle()

    def type(self, text: str) -> None:
        self.xdotool("type", "--delay", "5", text)
        self.settle()

    def settle(self) -> None:
        """Let the window take in what was done."""
        for _ in range(3):
            self.ask(lambda: None)
            time.sleep(0.02)

    def screenshot(self, name: str) -> None:
        """Save a picture of the window, for people to look at, where they asked for it."""
        if "CNNVIZ_SCREENSHOTS" not in os.environ and name != STUCK:
            return
        self.ask(
            lambda: self.window().screen().grabWindow(self.window().winId()).save(str(self.folder / f"{name}.png"))
        )

    def texts(self) -> str:
        """Everything that visible labels say."""
        return self.ask(lambda: "\n".join(label.text() for label in self._visible_labels()))

    def clipped(self, shortened: bool = False) -> list[str]:
        """What is not seen in full: labels and buttons with less room than their text needs, names of plots' lines.

        Lines that are meant to be `shortened`, and tell all in their tooltip, may be.
        """
        return self.ask(lambda: self._clipped(shortened))

    def unreachable(self) -> list[str]:
        """Buttons, lists and sliders of which a part cannot be seen, or that lie over another."""
        return self.ask(self._unreachable)

    def xdotool(self, *arguments: str) -> None:
        subprocess.run(["xdotool", *arguments], check=True, timeout=20)

    def _there(self, kind: type[QWidget], name: str) -> bool:
        try:
            return self.find(kind, name).isEnabled()
        except LookupError:
            return False

    @staticmethod
    def _point(widget: QWidget, at: tuple[float, float]) -> QPoint:
        return widget.mapToGlobal(QPoint(round(widget.width() * at[0]), round(widget.height() * at[1])))

    def _visible_labels(self) -> list[QLabel]:
        return [label for label in self.window().findChildren(QLabel) if label.isVisible()]

    def _unreachable(self) -> list[str]:
        window = self.window()
        controls: list[QWidget] = [each for kind in CONTROLS for each in window.findChildren(kind)]
        places = {
            each: QRect(each.mapTo(window, QPoint(0, 0)), each.size())
            for each in controls
            if each.isVisible() and not scrolls(each)
        }
        wrong = [f"{each} is not seen whole" for each in places if each.visibleRegion().boundingRect() != each.rect()]
        for one, other in combinations(places, 2):
            if places[one].intersects(places[other]) and not (one.isAncestorOf(other) or other.isAncestorOf(one)):
                wrong.append(f"{one} lies over {other}")
        return wrong

    def _clipped(self, shortened: bool) -> list[str]:
        window = self.window()
        inside = QRect(QPoint(0, 0), window.size())
        widgets: list[QLabel | QAbstractButton] = [*self._visible_labels()]
        widgets += [button for button in window.findChildren(QAbstractButton) if button.isVisible()]
        wrong = []
        for widget in widgets:
            text = widget.text()
            place = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
            shown = widget.visibleRegion().boundingRect()
            wraps = isinstance(widget, QLabel) and widget.wordWrap()
            wraps = wraps or (shortened and isinstance(widget, ElidedLabel))
            if isinstance(widget, QLabel) and widget.textFormat() == Qt.TextFormat.RichText:
                document = QTextDocument()
                document.setHtml(text)
                text = document.toPlainText()
            needed = widget.fontMetrics().horizontalAdvance(max(text.split("\n"), key=len)) if text else 0
            if (
                text
                and not shown.isEmpty()
                and ((not wraps and needed > widget.width() + 1) or not (inside.contains(place) or scrolls(widget)))
            ):
                wrong.append(f"{text!r} needs {needed} px and has {widget.width()} at {place.getRect()}")
        for name in (each for each in window.findChildren(QWidget) if type(each).__name__ == "LineName"):
            if name.isVisible() and name.visibleRegion().boundingRect().size() != name.size() and not scrolls(name):
                wrong.append(f"the line {name.accessibleName()!r} is not named in full")
        return wrong


def scrolls(widget: QWidget | None) -> bool:
    """Whether a widget lies in something that scrolls: a part of it may be out of sight."""
    while widget is not None:
        widget = widget.parentWidget()
        if isinstance(widget, QScrollArea):
            return True
    return False


def play(person: Person, scenario: Callable[[Person], None], failures: list[str]) -> None:
    """Wait for the window, play the scenario, close the window by its own means."""
    try:
        end = time.monotonic() + PATIENCE_S
        while QApplication.instance() is None and time.monotonic() < end:
            time.sleep(0.02)
        person.wait_until("the window is there", lambda: any(t.isVisible() for t in QApplication.topLevelWidgets()))
        person.ask(lambda: person.window().activateWindow())
        person.wait_until("the window is active", lambda: QApplication.activeWindow() is not None)
        scenario(person)
    except Exception:
        failures.append(traceback.format_exc())
    finally:
        person.ask(lambda: [top.close() for top in QApplication.topLevelWidgets()])


def main() -> int:
    """Play the scenario named on the command line in the program opened with the remaining arguments."""
    file, name, folder, *arguments = sys.argv[1:]
    spec = importlib.util.spec_from_file_location("scenario", file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    person = Person(Path(folder))
    failures: list[str] = []
    player = threading.Thread(target=play, args=(person, getattr(module, name), failures))
    player.start()
    from cnnviz.cli import main as cnnviz

    code = cnnviz(arguments)
    player.join(PATIENCE_S)
    print("\n".join(failures), file=sys.stderr)
    return 1 if failures else code


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "xcb")
    sys.path.insert(0, str(Path(__file__).parent))
    raise SystemExit(main())
