"""An exception that nobody expected, in a slot or an event: it is logged and shown, and the program goes on."""

import logging
import sys
from collections.abc import Callable
from traceback import walk_tb
from types import TracebackType

from cnnviz.paths import log_dir
from cnnviz.text import tr

LOG = logging.getLogger("cnnviz")


def watch_for_faults(show: Callable[[str], None]) -> None:
    """From now on write unexpected exceptions to the log and tell `show` a sentence about them."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        _end_painters(trace)
        _open_log()
        LOG.error("unexpected", exc_info=(kind, error, trace))
        show(
            tr(
                "Something went wrong inside the program ({fault}). Your work is still here; the details are in {log}.",
                fault=f"{kind.__name__}: {error}",
                log=log_dir() / "cnnviz.log",
            )
        )

    sys.excepthook = hook


def _end_painters(trace: TracebackType | None) -> None:
    """End the painters that an exception has left at work, the last begun first: Qt crashes over them otherwise."""
    from PySide6.QtGui import QPainter
    from shiboken6 import isValid

    for frame, _ in reversed(list(walk_tb(trace))):
        for value in frame.f_locals.values():
            if isinstance(value, QPainter) and isValid(value) and value.isActive():
                value.end()


def _open_log() -> None:
    if LOG.handlers:
        return
    from logging.handlers import RotatingFileHandler  # here, because few starts of the program need it

    try:
        log_dir().mkdir(parents=True, exist_ok=True)
        LOG.addHandler(RotatingFileHandler(log_dir() / "cnnviz.log", maxBytes=1 << 20, backupCount=1, encoding="utf-8"))
    except OSError:
        LOG.addHandler(logging.StreamHandler())
