"""The way that one came by: from the number first asked for to the one that is followed now."""

from cnnviz.traces.following import Followed
from cnnviz.traces.passes import Cell


class Path:
    """Numbers one after the other, each made of the next; the last one is followed now."""

    def __init__(self) -> None:
        self._steps: list[Followed] = []

    def cells(self) -> list[Cell]:
        return [step.cell for step in self._steps]

    def before(self) -> Cell | None:
        """The number one came from; None at the start."""
        return self._steps[-2].cell if len(self._steps) > 1 else None

    def clear(self) -> None:
        self._steps = []

    def go(self, followed: Followed) -> None:
        """Go on to another number, which may be one of those passed, a part of the last one, or a new start.

        A part of the last but one takes the place of the last: its neighbour was looked at instead.
        """
        cells = self.cells()
        if followed.cell in cells:
            del self._steps[cells.index(followed.cell) :]
        elif self._steps and not made_of(self._steps[-1], followed.cell):
            if len(self._steps) > 1 and made_of(self._steps[-2], followed.cell):
                del self._steps[-1]
            else:
                self._steps = []
        self._steps.append(followed)


def made_of(followed: Followed, cell: Cell) -> bool:
    """Whether a number was made of that in `cell`, among others."""
    for part in followed.parts:
        if (part.source, part.channel) == (cell.layer, cell.channel):
            row, past = divmod(cell.row - part.top, part.step[0])
            column, beside = divmod(cell.column - part.left_, part.step[1])
            rows, columns = part.left.shape
            if not past and not beside and 0 <= row < rows and 0 <= column < columns and part.inside[row, column]:
                return True
    return False
