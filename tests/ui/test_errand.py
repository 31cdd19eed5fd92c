"""What takes a while is done away from the window, and the last thing asked for is what counts."""

from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from cnnviz.text import ExplainedError
from cnnviz.ui.errand import Errand

PATIENCE_MS = 20_000


def test_what_comes_out_is_told(qtbot: QtBot) -> None:
    errand = Errand()
    with qtbot.waitSignal(errand.done, timeout=PATIENCE_MS) as told:
        errand.start(lambda: 42)
        assert errand.is_running
    assert told.args == [42] and not errand.is_running
    errand.close_down()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ExplainedError("Choose another."), "Choose another."),
        (OSError("gone"), "gone"),
        (MemoryError(), "not enough memory"),
    ],
)
def test_what_is_in_the_way_becomes_a_sentence(qtbot: QtBot, error: Exception, said: str) -> None:
    errand = Errand()

    def fail() -> None:
        raise error

    with qtbot.waitSignal(errand.failed, timeout=PATIENCE_MS) as told:
        errand.start(fail)
    assert said in told.args[0]
    errand.close_down()


def test_the_last_thing_asked_for_counts_and_what_lasts_is_told(qtbot: QtBot) -> None:
    errand, gate = Errand(), Event()
    results: list[object] = []
    errand.done.connect(results.append)
    with qtbot.waitSignal(errand.lasted, timeout=PATIENCE_MS):
        errand.start(lambda: gate.wait(PATIENCE_MS) and "first")
    errand.start(lambda: "second")
    gate.set()
    qtbot.waitUntil(lambda: not errand.is_running, timeout=PATIENCE_MS)
    assert results == ["second"]
    errand.close_down()


def test_nobody_waits_for_what_is_not_wanted_any_more(qtbot: QtBot) -> None:
    errand, gate = Errand(), Event()
    results: list[object] = []
    errand.done.connect(results.append)
    errand.start(lambda: gate.wait(PATIENCE_MS))
    errand.close_down()  # comes back although the gate is shut
    gate.set()
    qtbot.wait(50)
    assert results == [] and not errand.is_running


def test_what_must_be_whole_is_done_to_its_end(qtbot: QtBot) -> None:
    errand, written = Errand(whole=True), []
    errand.start(lambda: written.append("all"))
    errand.close_down()
    assert written == ["all"]
