"""The page's keys that are held with Control."""

from collections.abc import Callable

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from cnnviz.ui.convolve.file_actions import FileActions
from cnnviz.ui.convolve.stage import Stage
from cnnviz.ui.convolve.stage_bar import ZOOM_STEP


def add_shortcuts(
    page: QWidget, files: FileActions, stage: Stage, undo: Callable[[], None], redo: Callable[[], None]
) -> None:
    """Let the keys do what the buttons of the page do."""
    for keys, action in (
        ("Ctrl+Z", undo),
        ("Ctrl+Shift+Z", redo),
        ("Ctrl+Y", redo),
        ("Ctrl+T", files.show_textbook),
        ("Ctrl+Shift+O", files.choose_page),
        ("Ctrl+S", files.save_page),
        ("Ctrl+C", files.copy_view),
        ("Ctrl+E", files.export_still),
        ("Ctrl+Shift+E", files.export_animation),
        ("Ctrl++", lambda: stage.set_zoom(stage.zoom * ZOOM_STEP)),
        ("Ctrl+=", lambda: stage.set_zoom(stage.zoom * ZOOM_STEP)),
        ("Ctrl+-", lambda: stage.set_zoom(stage.zoom / ZOOM_STEP)),
        ("Ctrl+0", lambda: stage.set_zoom(1.0)),
    ):
        QShortcut(QKeySequence(keys), page, action)
