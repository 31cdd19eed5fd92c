"""Every edit can be undone and done again, and what is remembered is bounded."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.scenarios import edits
from cnnviz.scenarios.edits import Edits
from cnnviz.scenarios.scenario import Scenario
from cnnviz.scenarios.source import matrix_source
from cnnviz.scenarios.steps import MOST_STEPS

SOURCE = matrix_source("numbers", [[[1, 2], [3, 4]]])
FIRST = Scenario(SOURCE, SOURCE.values, np.ones((1, 1, 1, 1), np.float32), np.zeros(1, np.float32))


def test_undo_goes_back_and_redo_forward_again() -> None:
    second, third = replace(FIRST, stride=(2, 2)), replace(FIRST, stride=(3, 3))
    done = Edits(FIRST).with_edit(second, "stride").with_edit(third, "stride")
    assert done.undone().present is second
    assert done.undone().undone().present is FIRST
    assert done.undone().undone().redone().present is second
    assert done.undone().undone().redone().redone().present is third


def test_at_the_ends_there_is_nothing_to_undo_and_nothing_to_do_again() -> None:
    only = Edits(FIRST)
    assert not only.can_undo and not only.can_redo
    assert only.undone() is only and only.redone() is only
    done = only.with_edit(FIRST, "stride")
    assert done.can_undo and not done.can_redo
    assert done.undone().can_redo and not done.undone().can_undo


def test_a_new_edit_drops_what_was_undone() -> None:
    other = replace(FIRST, groups=1)
    done = Edits(FIRST).with_edit(FIRST, "stride").undone().with_edit(other, "groups")
    assert done.present is other and not done.can_redo


def test_the_cause_of_an_edit_stays_with_it_in_both_directions() -> None:
    done = Edits(FIRST).with_edit(FIRST, "stride").with_edit(FIRST, "pool size")
    assert (done.undo_name, done.redo_name) == ("size of pooling", None)
    assert (done.undone().undo_name, done.undone().redo_name) == ("stride", "size of pooling")
    assert (done.undone().undone().undo_name, done.undone().undone().redo_name) == (None, "stride")
    assert done.undone().redone().undo_name == "size of pooling"


@given(st.lists(st.sampled_from(["edit", "undo", "redo"]), max_size=60))
def test_whatever_is_done_undo_and_redo_are_inverse(actions: list[str]) -> None:
    now = Edits(FIRST)
    for number, action in enumerate(actions):
        before = now
        if action == "edit":
            now = now.with_edit(replace(FIRST, upstream_seed=number), "upstream")
            assert now.undone().present is before.present
        elif action == "undo":
            now = now.undone()
            assert not before.can_undo or now.redone().present is before.present
        else:
            now = now.redone()
            assert not before.can_redo or now.undone().present is before.present


def test_a_bounded_number_of_steps_is_kept_the_latest() -> None:
    now = Edits(FIRST)
    for number in range(MOST_STEPS + 50):
        now = now.with_edit(replace(FIRST, upstream_seed=number), "upstream")
    assert len(now.past) == MOST_STEPS
    while now.can_undo:
        now = now.undone()
    assert now.present.upstream_seed == 49


def test_a_bounded_number_of_bytes_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edits, "MOST_BYTES", 10_000)
    now = Edits(FIRST)
    for number in range(30):  # each state has 4,000 bytes of its own
        now = now.with_edit(replace(FIRST, image=np.full((1, 10, 100), number, np.float32)), "picture")
    assert [int(entry.state.image[0, 0, 0]) for entry in now.past] == [28]
    shared = np.zeros((1, 10, 100), np.float32)
    now = Edits(replace(FIRST, image=shared))
    for number in range(30):  # these share theirs
        now = now.with_edit(replace(FIRST, image=shared, upstream_seed=number), "upstream")
    assert len(now.past) == 30


def test_a_part_of_an_array_counts_as_the_whole_that_it_keeps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edits, "MOST_BYTES", 10_000)
    now = Edits(FIRST)
    for _ in range(10):
        now = now.with_edit(replace(FIRST, kernel=np.zeros((16, 1, 10, 10), np.float32)[:1]), "filters")
    assert len(now.past) == 1


def test_the_last_step_can_be_undone_however_large_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edits, "MOST_BYTES", 10)
    now = Edits(FIRST).with_edit(replace(FIRST, image=np.zeros((1, 10, 100), np.float32)), "picture")
    assert now.undone().present is FIRST
