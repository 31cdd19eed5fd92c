"""Steps of one cause can be one step, and the number of steps is bounded."""

from cnnviz.scenarios.steps import MOST_STEPS, Steps


def test_what_is_typed_letter_by_letter_is_undone_at_once() -> None:
    typed = Steps("").with_edit("1", "kernel", merged=True).with_edit("16", "kernel", merged=True)
    assert typed.present == "16" and typed.undone().present == "" and typed.undone().redone().present == "16"


def test_another_cause_begins_another_step() -> None:
    done = Steps(0).with_edit(1, "kernel", merged=True).with_edit(2, "stride", merged=True)
    assert done.undone().present == 1 and done.undone().undone().present == 0


def test_an_edit_after_an_undo_is_a_step_of_its_own() -> None:
    done = Steps(0).with_edit(1, "a", merged=True).with_edit(2, "b").undone().with_edit(3, "a", merged=True)
    assert done.undone().present == 1 and not done.can_redo


def test_the_oldest_steps_are_forgotten() -> None:
    steps = Steps(0)
    for number in range(1, MOST_STEPS + 51):
        steps = steps.with_edit(number, "typed")
    while steps.can_undo:
        steps = steps.undone()
    assert steps.present == 50
