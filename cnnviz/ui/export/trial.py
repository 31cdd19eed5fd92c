"""What the export dialog shows before anything is made: how it will look, and how large it will be."""

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage

from cnnviz.ui.export.animations import Pace, estimated_bytes
from cnnviz.ui.export.orders import Order
from cnnviz.ui.export.reel import Reel


class Preview(NamedTuple):
    """A frame as `order` would show it, made smaller."""

    order: Order
    image: QImage


class Estimate(NamedTuple):
    """How large the film of `order` will be."""

    order: Order
    bytes: int


def trial(order: Order, reel: Reel, index: int, size: QSize) -> Iterator[object]:
    """Work for the worker: the Preview of frame `index` in at most `size` pixels, then the Estimate of a film."""
    image = reel.image(index)
    yield Preview(
        order, image.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    )
    if order.folder or order.is_still:
        return
    settings = order.settings
    pace = Pace(settings.speed, settings.loop, settings.hold)
    size_of = estimated_bytes(order.path.suffix, reel, order.frames(reel.length), pace)
    while True:
        try:
            next(size_of)
        except StopIteration as end:
            yield Estimate(order, end.value)
            return
        yield None
