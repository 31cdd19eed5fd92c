"""What a growing panel holds in a frame, cell by cell."""

from cnnviz.traces.scene import Added, Frame, Place, Scene


def number_at(scene: Scene, place: Place, frame: Frame) -> float | None:
    """The number in a cell of a growing panel in `frame`; None where it is not there yet."""
    grown, variant = frame.grown[place.panel], frame.variant
    if isinstance(grown, Added):
        if grown.first <= place.row < grown.first + grown.values.shape[1]:
            return float(grown.values[place.grid, place.row - grown.first, place.column])
        variant = grown.variant if place.row < grown.first else grown.variant - 1
    elif place[1:] > grown:
        return None
    cell = slice(place.row, place.row + 1), slice(place.column, place.column + 1)
    return float(scene.values(place.panel, *cell, variant=variant)[place.grid, 0, 0])
