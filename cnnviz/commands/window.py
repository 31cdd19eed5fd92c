"""``cnnviz`` and ``cnnviz PICTURE``: the window, or one plain line on why there can be none."""

import os
import sys

from cnnviz.text import ExplainedError


class WindowError(ExplainedError):
    """The window cannot be opened on this machine as it is."""


def window_command(picture: str | None) -> int:
    """Open the window, with `picture` in Inspect if one is given; WindowError where that cannot work."""
    # The engine's matrix products keep to one core while the window is open: the other one draws.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    _check_screen()
    try:
        from cnnviz.ui.app import run
    except ImportError as error:
        raise WindowError(
            "The window cannot be opened: {reason}. A system library that Qt needs is missing; the README names them.",
            reason=error,
        ) from error  # fmt: skip
    return run(picture)


def _check_screen() -> None:
    """WindowError where there is no screen to open a window on: Qt itself would end the program."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        raise WindowError(
            "There is no screen to open a window on: neither DISPLAY nor WAYLAND_DISPLAY is set. "
            "Start cnnviz from a desktop session; “cnnviz train” needs none."
        )
