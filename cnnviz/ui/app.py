"""Starts the window: fonts, theme, the pages, and what happens when something goes wrong."""

import gc
import os
import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from cnnviz.paths import PAGE_ENDING
from cnnviz.text import mark
from cnnviz.ui.faults import watch_for_faults
from cnnviz.ui.fonts import interface_font, load_fonts
from cnnviz.ui.icons import program_icon
from cnnviz.ui.inspect.models.endings import is_model
from cnnviz.ui.main_window import MainWindow, PageEntry
from cnnviz.ui.page import Page
from cnnviz.ui.schemes import Schemes
from cnnviz.ui.workspace import Workspace

TURN_S = 0.001  # how long the window waits at most for Python while a network trains; usually that is 5 ms
LATER_MS = 100  # for what need not be there before the first picture of the window


def make_window(workspace: Workspace) -> MainWindow:
    """The main window with its pages; a page's code is loaded when the page is first shown."""

    def convolve() -> Page:
        from cnnviz.ui.convolve.page import ConvolvePage

        return _settled(ConvolvePage(workspace))

    def train() -> Page:
        from cnnviz.ui.train.page import TrainPage

        return _settled(TrainPage(workspace))

    def inspect() -> Page:
        from cnnviz.ui.inspect.page import InspectPage

        return _settled(InspectPage(workspace))

    window = MainWindow(
        (
            PageEntry(
                "convolve", mark("Convolve"), mark("See one operation, one number at a time"), convolve, PAGE_ENDING
            ),
            PageEntry("train", mark("Train"), mark("Watch a network learn"), train),
            PageEntry(
                "inspect", mark("Inspect"), mark("Look inside a network with your own picture"), inspect, takes=is_model
            ),
        )
    )
    workspace.inspect_requested.connect(lambda: window.show_page("inspect"))
    workspace.convolve_requested.connect(lambda: window.show_page("convolve"))
    return window


def _settled(page: Page) -> Page:
    """The page, which stays: to look for garbage among its parts and its code would hold the window up for 50 ms."""
    gc.freeze()
    return page


def prepare(application: QApplication, scheme: str = "system") -> Schemes:
    """Give the application its name, style, fonts and colours; the style sheet comes with `dress`."""
    sys.setswitchinterval(TURN_S)
    application.setApplicationName("cnnviz")
    load_fonts()
    application.setFont(interface_font())
    return Schemes(application, scheme)


def run(picture: str | None = None, scheme: str = "system") -> int:
    """Open the window and stay until it is closed; with a picture or a model, open it in Inspect. Returns the
    exit code.

    A saved page of Convolve in the place of the picture is opened there.
    """
    os.environ.setdefault("QT_XCB_GL_INTEGRATION", "none")  # nothing is drawn with it: load no driver
    application = QApplication([*sys.argv[:1], "-style", "Fusion"])
    schemes = prepare(application, scheme)
    window = make_window(Workspace())
    window.scheme_chosen.connect(schemes.choose)
    watch_for_faults(window.notice.show_error)
    window.show_page("inspect" if picture and not picture.lower().endswith(PAGE_ENDING) else "convolve")
    schemes.dress()
    window.show()
    QTimer.singleShot(LATER_MS, window, lambda: _finish(application))
    if picture:
        window.open_picture(picture)
    return application.exec()


def _finish(application: QApplication) -> None:
    """What can wait until the window is there: collecting garbage, the icon, Ctrl-C in the terminal."""
    gc.freeze()
    gc.enable()
    application.setWindowIcon(program_icon())
    _let_python_see_signals(application)


def _let_python_see_signals(application: QApplication) -> None:
    """Ctrl-C in the terminal closes the window as its button does."""
    import signal

    signal.signal(signal.SIGINT, lambda *_: application.closeAllWindows())
    timer = QTimer(application)
    timer.timeout.connect(lambda: None)  # Python gets to look at signals
    timer.start(250)
