"""An exception in a slot is logged and shown, and the program goes on."""

import logging
import sys
from pathlib import Path

import pytest

from cnnviz.ui import faults


def test_an_unexpected_exception_is_logged_and_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "log_dir", lambda: tmp_path)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    shown: list[str] = []
    faults.watch_for_faults(shown.append)
    try:
        raise ZeroDivisionError("a / 0")
    except ZeroDivisionError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    for handler in list(faults.LOG.handlers):
        handler.close()
        faults.LOG.removeHandler(handler)
    assert "ZeroDivisionError: a / 0" in shown[0]
    assert str(tmp_path) in shown[0]
    assert "test_faults" in (tmp_path / "cnnviz.log").read_text()
    assert logging.getLogger("cnnviz").handlers == []
