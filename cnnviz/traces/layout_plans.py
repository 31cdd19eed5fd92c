"""The arrangements of the zones, and the cell sizes that fit into them: which of them is best to look at.

What comes in and what is in the middle (kernels, patches, products) are tried in some sizes each; what comes out then
takes the largest cells that fit into the rest. All sizes are computed at once: a plan is made at every resize.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from cnnviz.traces.grids import GAP, NEAR
from cnnviz.traces.layout_rooms import ARRANGEMENTS, Room, Sized, Tried
from cnnviz.traces.layout_scores import CELLS, LOGS, large_scores, middle_scores
from cnnviz.traces.layout_tilings import Tiling, large_tilings, middle_tilings
from cnnviz.traces.scene import Panel

Lengths = npt.NDArray[np.floating[Any]]
Places = npt.NDArray[np.intp]
SIZES_TRIED = 48
SMALLEST_TRIED = 0.3  # of the largest cells that would fit
LARGEST_KERNEL = 96
NEARLY = 1.2  # scales that differ by less become the same
ALIKE = math.log(1.4)  # scales that differ by less are alike
UNLIKE = 0.6  # what others cost
SAME = 0.1
PREFERRED = {"beside": 0.1, "tower": 0.05}


class Zones(NamedTuple):
    """The panels that come in, those in the middle, those that come out."""

    arriving: tuple[Panel, ...]
    middle: tuple[Panel, ...]
    leaving: tuple[Panel, ...]


class Plan(NamedTuple):
    """An arrangement with what lies in its zones; the middle may be empty."""

    arrangement: str
    arriving: Sized
    middle: Sized | None
    leaving: Sized
    score: float


def best_plan(
    zones: Zones, width: float, height: float, least: float, below: float, tight: bool = False
) -> Plan | None:
    """The best arrangement in which what comes in has cells of `least` pixels or more, and less than `below`."""
    arriving = _tried(large_tilings(zones.arriving, tight), width, height, least, below)
    middle = _tried(middle_tilings(zones.middle, tight), width, height, 0.0, LARGEST_KERNEL + 1)
    if (zones.middle and not middle.tilings) or not arriving.tilings:
        return None
    middle = middle._replace(score=middle.score - _unlike(arriving, middle))
    names = ARRANGEMENTS if zones.middle else ("beside", "column")
    rooms = {name: ARRANGEMENTS[name](arriving, middle, width, height) for name in names}
    found = [_best_of(rooms, arriving, middle, tiling) for tiling in large_tilings(zones.leaving, tight)]
    return max((plan for plan in found if plan), key=lambda plan: plan.score, default=None)


def _tried(tilings: Sequence[Tiling], width: float, height: float, least: float, below: float) -> Tried:
    """The sizes that are tried of a zone: not all, but from the largest that fit down to much smaller ones."""
    which: list[int] = []
    places: list[int] = []
    sizes: list[tuple[Lengths, Lengths, Lengths]] = []
    fitting: list[Tiling] = []
    first, end = np.searchsorted(CELLS, (least, below))
    for tiling in tilings:
        widths, heights = tiling.width(CELLS), tiling.height(CELLS)
        last = min(np.searchsorted(widths, width, "right"), np.searchsorted(heights, height, "right"), end) - 1
        if last < first:
            continue
        chosen = _chosen(int(first), int(last), max(6, SIZES_TRIED // len(tilings)))
        which += [len(fitting)] * len(chosen)
        places += chosen.tolist()
        scores = middle_scores(tiling) if tiling.zone == "middle" else large_scores(tiling, tiling.zone)
        sizes.append((widths[chosen], heights[chosen], scores[chosen]))
        fitting.append(tiling)
    if not fitting:  # nothing, and no gap beside it
        return Tried((), np.zeros(1, np.intp), np.zeros(1, np.intp), -GAP * np.ones(1), -NEAR * np.ones(1), np.zeros(1))
    joined = [np.array(which), np.array(places), *(np.concatenate(parts) for parts in zip(*sizes, strict=True))]
    kept = _unsurpassed(*joined[2:])
    return Tried(fitting, *(values[kept] for values in joined))


def _unsurpassed(width: Lengths, height: Lengths, score: Lengths) -> npt.NDArray[np.bool_]:
    """Those to which no other is preferable that takes no more room; of equals, the first."""
    no_larger = (width <= width[:, None]) & (height <= height[:, None])
    order = np.arange(len(score))
    preferable = (score > score[:, None]) | ((score == score[:, None]) & (order < order[:, None]))
    kept: npt.NDArray[np.bool_] = ~(no_larger & preferable).any(axis=1)
    return kept


def _chosen(first: int, last: int, number: int) -> Places:
    """About so many places of `CELLS`, the largest and the first of a size that carries numbers among them."""
    lowest = max(first, int(np.searchsorted(CELLS, SMALLEST_TRIED * CELLS[last])))
    even = np.exp(np.linspace(LOGS[lowest], LOGS[last], number))
    places = np.searchsorted(CELLS, even.clip(None, CELLS[last]))
    return places[np.diff(places, prepend=-1) > 0]  # np.unique imports numpy.ma: 8 ms before the first picture


def _unlike(arriving: Tried, middle: Tried) -> Lengths | float:
    """What it costs that the scale of the middle is another one: the more, the larger its grids are."""
    if not middle.tilings:
        return 0.0
    share = min(1.0, middle.tilings[0].longest / arriving.tilings[0].longest) ** 2
    apart = np.abs(LOGS[middle.place] - LOGS[arriving.place][:, None])
    return share * UNLIKE * np.maximum(0.0, apart - ALIKE)


def _best_of(rooms: Mapping[str, Room], arriving: Tried, middle: Tried, tiling: Tiling) -> Plan | None:
    """The best of all arrangements and sizes for one tiling of what comes out."""
    widths, heights, scores = tiling.width(CELLS), tiling.height(CELLS), large_scores(tiling, "out")
    logs = LOGS[arriving.place][:, None]
    largest = LARGEST_KERNEL if _is_of_weights(tiling) else 2 * CELLS[arriving.place] + 8
    share = min(1.0, tiling.longest / arriving.tilings[0].longest) ** 2 if _is_of_weights(tiling) else 1.0
    most = np.broadcast_to(np.searchsorted(CELLS, largest, "right"), arriving.place.shape)[:, None] - 1
    alike = np.searchsorted(CELLS, NEARLY * CELLS[arriving.place])[:, None]
    best: Plan | None = None
    for name, room in rooms.items():
        across = np.searchsorted(widths, room.width, "right")
        down = np.searchsorted(heights, room.height, "right")
        place = np.minimum(np.minimum(across, down) - 1, most)
        same = (place >= arriving.place[:, None]) & (place < alike)
        place = np.where(same, arriving.place[:, None], place)
        score = scores[place] + arriving.score[:, None] + middle.score
        score += SAME * same - share * UNLIKE * np.maximum(0.0, np.abs(LOGS[place] - logs) - ALIKE)
        i, j = np.unravel_index(int(np.argmax(np.where(place >= 0, score, -np.inf))), score.shape)
        total = float(score[i, j]) + PREFERRED.get(name, 0.0)
        if place[i, j] >= 0 and (best is None or total > best.score):
            sized = arriving.sized(int(i))
            assert sized is not None
            best = Plan(name, sized, middle.sized(int(j)), Sized(tiling, float(CELLS[place[i, j]])), total)
    return best


def _is_of_weights(tiling: Tiling) -> bool:
    """Whether numbers of weights come out: they are read one by one, however large the picture is."""
    return all(block.panel.role == "kernel" for block in tiling.blocks)
