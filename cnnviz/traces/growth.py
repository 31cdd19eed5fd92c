"""What a panel to whose cells is added holds in a frame, cell by cell."""

from cnnviz.traces.scene import Added, Frame, Place, Scene


def number_at(scene: Scene, place: Place, frame: Frame) -> float:
    """The number in a cell of such a panel in `frame`."""
    added = frame.grown[place.panel]
    assert isinstance(added, Added)
    if added.first <= place.row < added.first + added.values.shape[1]:
        return float(added.values[place.grid, place.row - added.first, place.column])
    variant = added.variant if place.row < added.first else added.variant - 1
    cell = slice(place.row, place.row + 1), slice(place.column, place.column + 1)
    return float(scene.values(place.panel, *cell, variant=variant)[place.grid, 0, 0])
