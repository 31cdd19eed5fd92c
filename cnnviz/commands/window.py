"""``cnnviz`` and ``cnnviz PICTURE``: the window, or one plain line on why there can be none."""

import builtins
import gc
import importlib

from cnnviz.commands.exit_codes import REFUSED, complain


def window_command(picture: str | None, theme: str) -> int:
    """Open the window in a theme, with `picture` in Inspect if one is given; says why where that cannot work."""
    gc.disable()  # next to nothing becomes garbage while modules load; `run` switches it on when the window is there
    _load_what_needs_no_qt()
    from cnnviz.ui.screen import check_screen

    problem = check_screen()
    if problem:
        return complain(problem, REFUSED)
    _import_plainly()
    from cnnviz.ui.app import run

    return run(picture, theme)


def _import_plainly() -> None:
    """Put back Python's own import: that of PySide6 reads the source of every module, to look for ``__feature__``."""
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


def _load_what_needs_no_qt() -> None:
    """Import NumPy and the scenes before PySide6, which reads the source of every module that is imported after it."""
    for name in ("scenarios.scenes", "scenarios.edits", "traces.layout", "traces.playback"):
        importlib.import_module(f"cnnviz.{name}")
