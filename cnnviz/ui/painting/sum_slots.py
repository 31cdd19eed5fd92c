"""How much room each place of a sum needs, so that every term keeps its place from frame to frame."""

from typing import NamedTuple

import numpy as np

from cnnviz.traces.scene import Group, Scene, Sum
from cnnviz.ui.painting.sum_numbers import Spread, spread_of

MOST_TERMS = 2048  # are shown of a sum; a line says how many more there are and what they come to
FEWEST_TERMS = 128  # of each group, however many groups there are


class Slots(NamedTuple):
    """What stands in the places of each term, ``before + left · right = after``, and what the groups come to."""

    left: Spread = Spread()
    right: Spread = Spread()
    before: Spread = Spread()
    after: Spread = Spread()
    total: Spread = Spread()

    @property
    def whole(self) -> bool:
        """Whether all factors are whole numbers: what they give is then written without decimals, if it is whole."""
        return self.left.whole and self.right.whole and self.before.whole

    def covering(self, other: "Slots") -> "Slots":
        """Room for both."""
        return Slots(*(mine.covering(theirs) for mine, theirs in zip(self, other, strict=True)))


def shown_terms(total: Sum, group: Group, most: int = MOST_TERMS) -> int:
    """How many terms of a group are shown, where a sum has at most about `most`."""
    return min(len(group.left), max(most // max(1, len(total.groups)), FEWEST_TERMS))


def slots_of(total: Sum) -> Slots:
    """The room that the shown terms of a sum need."""
    parts = [(group, slice(shown_terms(total, group))) for group in total.groups]
    fields = (
        [group.left[shown] for group, shown in parts],
        [group.right[shown] for group, shown in parts if group.right is not None],
        [group.before[shown] for group, shown in parts if group.before is not None],
        [group.after[shown] for group, shown in parts if group.after is not None],
    )
    left, right, before, after = (spread_of(np.concatenate(field)) if field else Spread() for field in fields)
    if total.kind == "scatter":
        return Slots(left, right, before.covering(after), before.covering(after))
    return Slots(left, right, before, after, spread_of(np.array([group.total for group in total.groups])))


def sampled_sums(scene: Scene) -> tuple[Sum, ...]:
    """The sums of some frames of a scene: the first, one in the middle, the last."""
    sums: list[Sum] = []
    for index in sorted({0, scene.length // 2, scene.length - 1}):
        sums.append(scene.frame(index).sum)
        if sum(len(group.left) for group in sums[-1].groups) > MOST_TERMS:
            break  # such a frame takes its time, and the others are like it
    return tuple(sums)


def slots_of_scene(scene: Scene, samples: tuple[Sum, ...] = ()) -> Slots:
    """The room that a scene's sums will probably need: its `samples`, and what their factors' panels range over.

    What is not foreseen makes more room when it comes.
    """
    samples = samples or sampled_sums(scene)
    slots, first = Slots(), samples[0]
    for total in samples:
        slots = slots.covering(slots_of(total))
    for panel in scene.panels:
        if panel.content not in ("fixed", "variant"):
            continue
        spread = Spread(panel.high, negative=panel.low < 0, whole=panel.decimals == 0)
        if panel.role == first.left_role:
            slots = slots._replace(left=slots.left.covering(spread))
        elif panel.role == first.right_role and first.groups and first.groups[0].right is not None:
            slots = slots._replace(right=slots.right.covering(spread))
    return slots
