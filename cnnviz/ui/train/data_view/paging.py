"""Which items stand on which page."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Paging:
    """One `page` (counted from 0) of `count` items, `room` on a page.

    >>> Paging(count=50, room=20, page=2).numbers
    range(40, 50)
    """

    count: int
    room: int
    page: int = 0

    @property
    def pages(self) -> int:
        """How many pages there are: one even where there is nothing to show."""
        return max(1, -(-self.count // self.room))

    @property
    def numbers(self) -> range:
        """The items on the page."""
        return range(self.page * self.room, min((self.page + 1) * self.room, self.count))

    def at(self, page: int) -> "Paging":
        """Another page, or the nearest one that there is."""
        return replace(self, page=min(max(page, 0), self.pages - 1))

    def with_room(self, room: int) -> "Paging":
        """With pages of another size: the one that has the first item of this page.

        >>> Paging(count=50, room=20, page=1).with_room(8)
        Paging(count=50, room=8, page=2)
        """
        room = max(1, room)
        return replace(self, room=room).at(self.page * self.room // room)


def fitting(width: int, height: int, tile_width: int, tile_height: int, gap: int) -> int:
    """How many tiles, `gap` apart, fit into a room; at least one.

    >>> fitting(200, 100, 60, 45, 10)
    6
    """
    columns, rows = (width + gap) // (tile_width + gap), (height + gap) // (tile_height + gap)
    return max(1, columns) * max(1, rows)
