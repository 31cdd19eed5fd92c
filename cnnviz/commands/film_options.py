"""The options of ``cnnviz film``: which run, what of it is shown, and how it looks."""

import argparse
import re

from cnnviz.commands.animate_numbers import OptionError
from cnnviz.commands.exporting import add_out, add_setting, add_stills
from cnnviz.text import tr
from cnnviz.ui.export.options import EXPORT_SETTINGS

NOT_OFFERED = ("width", "height", "decimals")  # --size says both; there is no arithmetic with decimals


def film_parser() -> argparse.ArgumentParser:
    """The parser of ``cnnviz film``. What is not given is None."""
    parser = argparse.ArgumentParser(
        prog="cnnviz film",
        description=tr("Make the film of a kept run: how kernels, maps and predictions change while a network learns."),
        epilog=tr("Example: cnnviz film runs/lenet --out lenet.gif --size 800x450 --speed 8"),
    )
    parser.add_argument("run", metavar=tr("RUNFOLDER"), help=tr("the folder of a run (cnnviz train --run makes one)"))
    add_out(parser)
    parser.add_argument("--size", metavar="WxH", help=tr("width and height in pixels (default: 1280x720)"))
    add_stills(parser)
    parser.add_argument("--probe", type=int, metavar="N", default=18, help=tr(
        "the number of the test picture that is watched (default: 18)"))  # fmt: skip
    parser.add_argument("--kernels", metavar=tr("LAYER"), default="",
                        help=tr("the layer whose kernels are shown (default: the first convolution)"))  # fmt: skip
    parser.add_argument("--maps", metavar=tr("LAYERS"), default="",
                        help=tr("one or two layers whose maps are shown: conv1,pool2"))  # fmt: skip
    for setting in EXPORT_SETTINGS:
        if setting.name not in NOT_OFFERED:
            add_setting(parser, setting)
    return parser


def picture_size(text: str) -> tuple[int, int]:
    """Width and height.

    >>> picture_size("1280x720"), picture_size("800 × 450")
    ((1280, 720), (800, 450))
    """
    found = re.fullmatch(r"\s*(\d{1,5})\s*[x×,*]\s*(\d{1,5})\s*", text)
    if found is None:
        raise OptionError("--size is “{given}”; write width and height in pixels: 1280x720.", given=text)
    return int(found[1]), int(found[2])
