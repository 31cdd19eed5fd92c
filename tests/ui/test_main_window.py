"""The window shows one page at a time, hands it files, and closes its pages with itself."""

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QToolButton, QWidget
from pytest import MonkeyPatch
from pytestqt.qtbot import QtBot

from cnnviz.ui.inspect.models.endings import is_model
from cnnviz.ui.main_window import MainWindow, PageEntry
from cnnviz.ui.page import Page


class Recorder(Page):
    """A page that writes down what happens to it."""

    def __init__(self, name: str, log: list[str]) -> None:
        super().__init__()
        self._name, self._log = name, log
        self.button = QPushButton(name)
        log.append(f"{name} made")

    def header_widgets(self) -> list[QWidget]:
        return [self.button]

    def open_picture(self, path: str) -> None:
        self._log.append(f"{self._name} opens {path}")

    def paste(self) -> None:
        self._log.append(f"{self._name} pastes")

    def entered(self) -> None:
        self._log.append(f"{self._name} entered")

    def left(self) -> None:
        self._log.append(f"{self._name} left")

    def close_down(self) -> None:
        self._log.append(f"{self._name} closed down")


def make_window(qtbot: QtBot, log: list[str]) -> MainWindow:
    names = ("convolve", "train", "inspect")
    window = MainWindow(
        [
            PageEntry(name, name.title(), f"about {name}", lambda name=name: Recorder(name, log), f".{name}.json")
            for name in names
        ]
    )
    qtbot.addWidget(window)
    window.show_page("convolve")
    window.show()
    return window


def test_a_page_is_made_when_it_is_first_shown_and_only_then(qtbot: QtBot) -> None:
    log: list[str] = []
    window = make_window(qtbot, log)
    assert log == ["convolve made", "convolve entered"]
    rail = [button for button in window.findChildren(QToolButton) if button.text() == "Train"]
    qtbot.mouseClick(rail[0], Qt.MouseButton.LeftButton)
    window.show_page("convolve")
    assert log[2:] == ["train made", "convolve left", "train entered", "train left", "convolve entered"]


def test_the_number_keys_change_the_page(qtbot: QtBot) -> None:
    window = make_window(qtbot, [])
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert window.current_page() is window.page("inspect")


def test_the_controls_of_a_page_stand_in_the_top_bar_only_while_it_is_shown(qtbot: QtBot) -> None:
    window = make_window(qtbot, [])
    first = window.page("convolve")
    assert isinstance(first, Recorder) and first.button.isVisible()
    window.show_page("inspect")
    assert not first.button.isVisible()
    window.show_page("convolve")
    assert first.button.isVisible()


def test_a_file_that_a_page_takes_goes_there_whatever_is_shown(qtbot: QtBot) -> None:
    log: list[str] = []
    entries = [
        PageEntry("convolve", "Convolve", "", lambda: Recorder("convolve", log)),
        PageEntry("inspect", "Inspect", "", lambda: Recorder("inspect", log), takes=is_model),
    ]
    window = MainWindow(entries)
    qtbot.addWidget(window)
    window.show_page("convolve")
    window.open_picture("/a/digits.ONNX")
    assert log[-1] == "inspect opens /a/digits.ONNX"
    window.show_page("convolve")
    window.open_picture("/a/cat.png")
    assert log[-1] == "convolve opens /a/cat.png"


def test_a_dropped_file_goes_to_the_page_that_is_shown(qtbot: QtBot) -> None:
    log: list[str] = []
    window = make_window(qtbot, log)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/a/猫 café.png")])
    drop = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(drop)
    assert log[-1] == "convolve opens /a/猫 café.png"


def test_a_picture_opened_while_training_is_shown_in_inspect(qtbot: QtBot) -> None:
    log: list[str] = []
    window = make_window(qtbot, log)
    window.show_page("train")
    window.open_picture("a.png")
    assert log[-1] == "inspect opens a.png"


def test_a_file_of_a_page_is_opened_by_that_page_whichever_is_shown(qtbot: QtBot) -> None:
    log: list[str] = []
    window = make_window(qtbot, log)
    window.show_page("inspect")
    window.open_picture("My.Convolve.JSON")
    assert log[-1] == "convolve opens My.Convolve.JSON"


def test_a_page_that_wants_a_picture_gets_the_file_that_is_chosen(qtbot: QtBot, monkeypatch: MonkeyPatch) -> None:
    log: list[str] = []
    window = make_window(qtbot, log)
    chosen = iter([("", ""), ("/a/cat.png", "")])
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: next(chosen))
    window.current_page().picture_wanted.emit()
    assert log[-1] == "convolve entered"  # the dialogue was closed without a choice
    window.current_page().picture_wanted.emit()
    assert log[-1] == "convolve opens /a/cat.png"


def test_closing_the_window_closes_the_pages_that_were_made(qtbot: QtBot) -> None:
    log: list[str] = []
    window = make_window(qtbot, log)
    window.show_page("train")
    window.close()
    assert log[-2:] == ["convolve closed down", "train closed down"]


def test_a_window_that_is_closed_is_gone_before_its_pages_end_their_work(
    qtbot: QtBot, monkeypatch: MonkeyPatch
) -> None:
    window, seen = make_window(qtbot, []), []
    monkeypatch.setattr(Recorder, "close_down", lambda _: seen.append(window.isVisible()))
    window.close()
    assert seen == [False]


def test_a_window_that_something_would_be_lost_with_asks_before_it_closes(
    qtbot: QtBot, monkeypatch: MonkeyPatch
) -> None:
    log: list[str] = []
    window = make_window(qtbot, log)
    monkeypatch.setattr(Recorder, "lost_on_closing", lambda _: "Runs still wait.")
    for answer in ("Stay", "Close"):
        window.close()
        assert window.isVisible() and "convolve closed down" not in log
        box = window.question
        assert box is not None and box.informativeText() == "Runs still wait."
        (button,) = (button for button in box.buttons() if button.text() == answer)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not window.isVisible() and log[-1] == "convolve closed down"


def test_a_long_word_on_the_page_gives_way_to_its_controls(qtbot: QtBot) -> None:
    window = make_window(qtbot, [])
    page = window.page("convolve")
    (button,) = page.header_widgets()
    button.setFixedWidth(620)
    window.resize(window.minimumSize())
    page.subtitle_changed.emit("where the network came from, and how many of the test pictures it reads rightly " * 3)
    controls = button.parentWidget()
    controls.parentWidget().layout().activate()
    assert controls.width() >= 620 and controls.geometry().right() < controls.parentWidget().width()
