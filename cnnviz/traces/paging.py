"""Walls too large to be seen at once, leaf by leaf: pure arithmetic."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Paging:
    """`count` things, `size` of them on a page.

    >>> paging = Paging(1200, 512)
    >>> paging.pages, paging.span(2), paging.page_of(511)
    (3, range(1024, 1200), 0)
    """

    count: int
    size: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // self.size))

    def span(self, page: int) -> range:
        """The places of what is on a page; a page too far is the last one."""
        first = min(max(page, 0), self.pages - 1) * self.size
        return range(first, min(self.count, first + self.size))

    def page_of(self, place: int) -> int:
        """The page that `place` is on."""
        return place // self.size
