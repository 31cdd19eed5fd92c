"""What happens along one axis of a picture, row by row or column by column: borders, means, and pieces of equal length.

Both axes follow the same rules and know nothing of each other. How many windows fit is in `geometry`.
"""

from cnnviz.engine.geometry import Pair


def border_sources(length: int, before: int, after: int, mode: str) -> list[Pair]:
    """Each border cell of an axis with the inner cell that it repeats, both counted along the padded axis.

    ``reflect`` mirrors at the outermost cell without repeating it (at most ``length - 1`` cells of border),
    ``replicate`` repeats the outermost cell, ``circular`` goes on at the other end (at most ``length`` cells).

    >>> border_sources(4, 2, 1, "reflect"), border_sources(4, 2, 1, "replicate"), border_sources(4, 2, 1, "circular")
    ([(0, 4), (1, 3), (6, 4)], [(0, 2), (1, 2), (6, 5)], [(0, 4), (1, 5), (6, 2)])
    """
    end = before + length

    def source(cell: int) -> int:
        if mode == "circular":
            return cell + length if cell < before else cell - length
        edge = before if cell < before else end - 1
        return edge if mode == "replicate" else 2 * edge - cell

    return [(cell, source(cell)) for cell in [*range(before), *range(end, end + after)]]


def cells_counted(
    length: int, kernel: int, stride: int, before: int, after: int, count: int, include_padding: bool
) -> list[int]:
    """By how many cells each of `count` windows divides in average pooling: those of the picture, and of its padding.

    What lies beyond the padding, where the last window of ceil mode reaches, never counts.

    >>> cells_counted(5, 3, 2, 1, 1, 3, True), cells_counted(5, 3, 2, 1, 1, 3, False)
    ([3, 3, 3], [2, 3, 2])
    >>> cells_counted(6, 3, 2, 0, 0, 3, True)  # the third window sees rows 4 and 5 only
    [3, 3, 2]
    """
    first, end = (-before, length + after) if include_padding else (0, length)
    starts = [window * stride - before for window in range(count)]
    return [min(start + kernel, end) - max(start, first) for start in starts]


def adaptive_bins(length: int, count: int) -> list[Pair]:
    """`count` pieces of an axis as (first, end), as equal as can be: from ``⌊i length / count⌋`` to ``⌈(i+1) …⌉``.

    Where `count` does not divide `length`, neighbours share a cell (`torch.nn.AdaptiveAvgPool2d`).

    >>> adaptive_bins(6, 3), adaptive_bins(5, 3), adaptive_bins(2, 3)
    ([(0, 2), (2, 4), (4, 6)], [(0, 2), (1, 4), (3, 5)], [(0, 1), (0, 2), (1, 2)])
    """
    return [(index * length // count, -(-(index + 1) * length // count)) for index in range(count)]
