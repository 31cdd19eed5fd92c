"""``cnnviz`` and ``cnnviz PICTURE``: the window, or one plain line on why there can be none."""

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
    from cnnviz.ui.app import run

    return run(picture, theme)


def _load_what_needs_no_qt() -> None:
    """Import NumPy and the traces first: PySide6 reads the source of every module that is imported after it."""
    for name in ("convolution", "kernels", "panels", "playback"):
        importlib.import_module(f"cnnviz.traces.{name}")
