"""Where a film stands after an edit: at the same cell, so that a person sees what the edit has changed."""

from cnnviz.traces.scene import Frame, Place, Scene


def same_place(before: Scene, frame: Frame, after: Scene, grid: int | None = None) -> int:
    """The frame of `after` that is about the same cell as `frame` of `before`, or as near to it as there is.

    With a `grid` (a filter), about the same cell of that one.
    """
    if before.target == after.target and type(before) is type(after):
        place = frame.position if grid is None else (grid, *frame.position[1:])
        for key in (after.target, after.source):
            panel = after.panel(key)
            ends = (panel.count - 1, panel.rows - 1, panel.columns - 1)
            nearest = Place(key, *map(min, place, ends))
            index = after.index_at(nearest, after.frame(0))
            if index is not None:
                return index
    return same_share(before, frame, after)


def same_share(before: Scene, frame: Frame, after: Scene) -> int:
    """The frame of `after` that is as far on as `frame` is in `before`: a large picture is not begun anew."""
    return round(frame.index / max(1, before.length - 1) * (after.length - 1))
