"""How many kernels and maps a look shows, and of which size: the words beside them on the page and in a film."""

from cnnviz.numbers import count, size
from cnnviz.text import tr
from cnnviz.ui.train.live.live import Floats, LiveReport, Maps


def as_tiles(kernels: Floats) -> Floats:
    """Kernels (F, C, KH, KW) as tiles (F · C, KH, KW), those of one kernel in a row."""
    filters, channels, height, width = kernels.shape
    return kernels.reshape(filters * channels, height, width)


def kernel_facts(report: LiveReport) -> str:
    """How many kernels of which size, and how many of them are seen."""
    shown, channels, height, width = report.kernels.shape
    facts = _part(shown, report.filters)
    if report.channels > 1:
        facts += " × " + tr("{count} channels", count=_part(channels, report.channels))
    return tr("{count} of {size}", count=facts, size=size(height, width))


def map_facts(maps: Maps) -> str:
    """How many maps of which size, how many of them are seen, and what they have passed."""
    shown, height, width = maps.values.shape
    facts = tr("{count} of {size}", count=_part(shown, maps.total), size=size(height, width))
    return tr("{facts} · {activation}", facts=facts, activation=maps.activation) if maps.activation else facts


def _part(shown: int, total: int) -> str:
    """How many there are, and before that how many of them are seen, if not all.

    >>> _part(6, 6), _part(64, 512)
    ('6', '64 (of 512)')
    """
    return count(total) if shown >= total else tr("{shown} (of {total})", shown=count(shown), total=count(total))
