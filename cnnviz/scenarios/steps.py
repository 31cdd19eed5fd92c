"""Steps back and forward through the states of whatever is edited: each state is one value, an edit makes another."""

from dataclasses import dataclass, replace
from typing import Generic, NamedTuple, Self, TypeVar

MOST_STEPS = 200

State = TypeVar("State")


class Edited(NamedTuple, Generic[State]):
    """A state that is not shown now, and the cause of the edit between it and the one next to it."""

    state: State
    cause: str


@dataclass(frozen=True, eq=False, repr=False)
class Steps(Generic[State]):
    """What is shown (`present`), what was shown before and what was undone, both with the nearest state last.

    At most `MOST_STEPS` steps back are kept.

    >>> steps = Steps("a").with_edit("ab", "typed").with_edit("abc", "typed", merged=True)
    >>> steps.present, steps.undone().present, steps.undone().redone().present
    ('abc', 'a', 'abc')
    """

    present: State
    past: tuple[Edited[State], ...] = ()
    future: tuple[Edited[State], ...] = ()

    @property
    def can_undo(self) -> bool:
        return bool(self.past)

    @property
    def can_redo(self) -> bool:
        return bool(self.future)

    @property
    def undo_name(self) -> str | None:
        """What would be undone, in words; None where there is nothing."""
        return self._name(self.past[-1].cause) if self.past else None

    @property
    def redo_name(self) -> str | None:
        """What would be done again, in words; None where there is nothing."""
        return self._name(self.future[-1].cause) if self.future else None

    def with_edit(self, state: State, cause: str, merged: bool = False) -> Self:
        """`state` is shown from now on; what was undone before is gone.

        Where it is `merged` and the last edit had the same cause, both are one step: as when a number is typed.
        """
        if merged and self.past and self.past[-1].cause == cause and not self.future:
            return replace(self, present=state)
        past = (*self.past, Edited(self.present, cause))[-MOST_STEPS:]
        return replace(self, present=state, past=self._within(past, state), future=())

    def undone(self) -> Self:
        """One step back; as it is where there is none."""
        if not self.past:
            return self
        before, cause = self.past[-1]
        return replace(self, present=before, past=self.past[:-1], future=(*self.future, Edited(self.present, cause)))

    def redone(self) -> Self:
        """One step forward again; as it is where there is none."""
        if not self.future:
            return self
        after, cause = self.future[-1]
        return replace(self, present=after, past=(*self.past, Edited(self.present, cause)), future=self.future[:-1])

    def _name(self, cause: str) -> str:
        """A cause in words."""
        return cause

    def _within(self, past: tuple[Edited[State], ...], present: State) -> tuple[Edited[State], ...]:
        """The latest states of `past` for which there is room beside the `present` one."""
        return past
