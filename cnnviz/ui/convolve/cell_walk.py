"""Which cell is typed into next: the order in which the field goes through a panel."""

from collections.abc import Iterator

from cnnviz.traces.scene import Place, Scene


def first_cells(scene: Scene, zone: str) -> Iterator[Place]:
    """The first cell inside each panel that can be typed into; those of `zone` before others."""
    for panel in sorted((panel for panel in scene.panels if panel.editable), key=lambda panel: panel.zone != zone):
        border = panel.border
        yield Place(panel.key, 0, *((border.top, border.left) if border else (0, 0)))


def next_cells(scene: Scene, place: Place, rows: int, columns: int) -> Iterator[Place]:
    """All other cells of the panel from `place` on, so many rows or columns further each; grid after grid, round."""
    panel = scene.panel(place.panel)
    cells = panel.rows * panel.columns
    at = (place.grid * panel.rows + place.row) * panel.columns + place.column
    for _ in range(panel.count * cells - 1):
        at = (at + columns + rows * panel.columns) % (panel.count * cells)
        grid, cell = divmod(at, cells)
        yield Place(place.panel, grid, *divmod(cell, panel.columns))
