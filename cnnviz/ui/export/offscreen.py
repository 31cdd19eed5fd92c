"""Painting without a window: what a command needs of Qt."""

from PySide6.QtGui import QGuiApplication

from cnnviz.ui.fonts import load_fonts


def paint_without_window() -> QGuiApplication:
    """The application that painters need, with the program's fonts; keep it while there is something to paint.

    It is on Qt's offscreen platform, whether there is a screen or not; one that is there already is used as it is.
    """
    there = QGuiApplication.instance()
    if isinstance(there, QGuiApplication):
        return there
    application = QGuiApplication(["cnnviz", "-platform", "offscreen"])
    load_fonts()
    return application
