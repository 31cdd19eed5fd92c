"""Where the zones of a chosen arrangement lie, and the grids in them; room that is left goes between them."""

from collections.abc import Iterator
from typing import NamedTuple

from cnnviz.traces.grids import GAP, NEAR
from cnnviz.traces.layout_plans import Plan
from cnnviz.traces.layout_rooms import Sized
from cnnviz.traces.layout_tilings import Spot


class Place(NamedTuple):
    """Left, top and width of a zone."""

    left: float
    top: float
    width: float


def placed(plan: Plan, width: float, height: float) -> Iterator[Spot]:
    """All grids, at whole pixels."""
    for sized, place in zip((plan.arriving, plan.middle, plan.leaving), _places(plan, width, height), strict=True):
        if sized is not None:
            for spot in sized.tiling.spots(sized.cell, *place):
                yield spot._replace(x=float(round(spot.x)), y=float(round(spot.y)))


def _places(plan: Plan, width: float, height: float) -> tuple[Place, Place, Place]:
    """Of what comes in, the middle, what comes out."""
    arriving, middle, leaving = plan.arriving, plan.middle, plan.leaving
    if middle is None:
        return _places_of_two(plan, width, height)
    if plan.arrangement == "beside":
        gap = min(max(GAP, (width - arriving.width - middle.width - leaving.width) / 2), 3 * GAP)
        left = arriving.width + gap
        return _at(0, 0, arriving), _at(left, 0, middle), _at(left + middle.width + gap, 0, leaving)
    if plan.arrangement == "tower":
        left = arriving.width + _gap(width, arriving.width, max(middle.width, leaving.width))
        return _at(0, 0, arriving), Place(left, 0, width - left), _at(left, middle.height + NEAR, leaving)
    if plan.arrangement == "below":
        top = arriving.height + NEAR
        left = middle.width + _gap(width, middle.width, leaving.width)
        return Place(0, 0, width), _at(0, top, middle), Place(left, top, width - left)
    if plan.arrangement == "top":
        top = max(arriving.height, leaving.height) + NEAR
        left = arriving.width + _gap(width, arriving.width, leaving.width)
        return _at(0, 0, arriving), Place(0, top, width), Place(left, 0, width - left)
    if plan.arrangement == "stacked":
        wide = max(arriving.width, middle.width)
        left = wide + _gap(width, wide, leaving.width)
        return Place(0, 0, wide), Place(0, arriving.height + NEAR, wide), Place(left, 0, width - left)
    gap = _air(height - arriving.height - middle.height - leaving.height, 2)
    top = arriving.height + gap
    return Place(0, 0, width), Place(0, top, width), Place(0, top + middle.height + gap, width)


def _places_of_two(plan: Plan, width: float, height: float) -> tuple[Place, Place, Place]:
    """Without a middle."""
    arriving, leaving = plan.arriving, plan.leaving
    nowhere = Place(0, 0, 0)
    if plan.arrangement == "beside":
        left = arriving.width + _gap(width, arriving.width, leaving.width, 3)
        return _at(0, 0, arriving), nowhere, Place(left, 0, width - left)
    gap = _air(height - arriving.height - leaving.height, 1)
    return Place(0, 0, width), nowhere, Place(0, arriving.height + gap, width)


def _at(left: float, top: float, sized: Sized) -> Place:
    return Place(left, top, sized.width)


def _gap(width: float, left: float, right: float, most: int = 2) -> float:
    """Between two zones: up to some `GAP` of the room that is left."""
    return min(max(GAP, (width - left - right) / 2), most * GAP)


def _air(spare: float, gaps: int) -> float:
    """Between zones that lie below each other: thin pictures have room to be zoomed."""
    return min(max(NEAR, spare / gaps), 3 * GAP)
