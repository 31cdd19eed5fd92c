"""Files that commands make: progress while they are made, and a line on what there is in the end."""

import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from cnnviz.commands.animate_numbers import OptionError
from cnnviz.commands.progress import ProgressBar
from cnnviz.text import tr
from cnnviz.ui.export.options import ExportSettings

if TYPE_CHECKING:
    from cnnviz.ui.export.orders import Order
    from cnnviz.ui.export.reel import Reel


def order_of(options: Namespace, settings: ExportSettings, length: int, of_films: Sequence[str]) -> "Order":
    """What `out`, `frame` and `stills` of `options` ask for of a film of `length` frames.

    OptionError where options are given that do not go together; `of_films` are those that one picture has no use for.
    """
    from cnnviz.ui.export.orders import Order

    path = Path(options.out).expanduser()
    folder = options.out.endswith(("/", os.sep)) or path.is_dir()
    frame = length if options.frame is None else options.frame
    order = Order(path, settings, frame - 1, folder, f".{options.stills}")
    if options.frame is not None and not order.is_still:
        raise OptionError(
            "--frame is for one picture (.png or .svg); of an animation, the first and the last can be chosen."
        )
    for name in of_films if order.is_still else ():
        if getattr(options, name) is not None:
            raise OptionError("--{option} is for animations; a .png or .svg is one picture, which --frame chooses.",
                              option=name)  # fmt: skip
    if not 1 <= frame <= length:
        raise OptionError("There is no frame {given}; the film has {length}.", given=frame, length=length)
    return order


def make(order: "Order", reel: "Reel") -> None:
    """Make the file, with a bar of progress."""
    bar = ProgressBar(sys.stderr)
    try:
        with closing(order.export(reel)) as reports:
            for report in reports:
                bar.show(report.done, report.total, tr("frame {done} of {total}", done=report.done, total=report.total))
    finally:
        bar.clear()


def tell(order: "Order", frames: int, seconds: float) -> None:
    """The last line: what there is now."""
    size = order.path.stat().st_size
    if order.folder:
        size = sum(path.stat().st_size for path in order.path.glob(f"frame-*{order.stills}"))
    facts = {"path": order.path, "size": f"{size / 1e6:.2f}", "seconds": f"{seconds:.1f}"}
    width, height = order.pixels
    facts |= {"width": str(width), "height": str(height)}
    if order.is_still:
        print(tr("{path}  {width} × {height}  {size} MB  {seconds} s", **facts), flush=True)
    else:
        print(tr("{path}  {frames} frames of {width} × {height}  {size} MB  {seconds} s", frames=frames, **facts),
              flush=True)  # fmt: skip
