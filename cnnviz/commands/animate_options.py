"""The options of ``cnnviz animate``: what is computed, what of it is shown, and how it looks."""

import argparse
from collections.abc import Sequence

from cnnviz.commands.exporting import add_out, add_setting, add_stills
from cnnviz.engine.geometry import PADDING_MODES
from cnnviz.scenarios.scenario import ACTIVATIONS, CONVOLUTION, DIRECTIONS, OPERATIONS
from cnnviz.text import tr
from cnnviz.traces.kernels import PRESETS, RANDOM
from cnnviz.ui.export.options import EXPORT_SETTINGS

NOT_OFFERED = ("first", "last")  # --frames says both


def animate_parser() -> argparse.ArgumentParser:
    """The parser of ``cnnviz animate``. What is not given is None: a saved page then says what it is."""
    parser = argparse.ArgumentParser(
        prog="cnnviz animate",
        description=tr("Make an animation, or a picture, of one operation on one picture, without a window."),
        epilog=tr("Example: cnnviz animate photo.jpg --kernel sobel-x --stride 2 --padding 1 --out a.gif"),
    )
    parser.add_argument("picture", nargs="?", metavar=tr("PICTURE"), help=tr(
        "a picture; the name of a picture that ships with the program (three, house …); numbers in a text file (.txt, "
        ".csv), or - for those on the input channel; or a page saved as .cnnviz.json, whose settings hold unless "
        "another is given here"))  # fmt: skip
    parser.add_argument("--matrix", metavar=tr("NUMBERS"), help=tr('numbers as picture: "1 2 3; 4 5 6"'))
    add_out(parser)
    _add_picture(parser.add_argument_group(tr("picture")))
    _add_operation(parser.add_argument_group(tr("operation")))
    _add_kernel(parser.add_argument_group(tr("kernel and window")))
    _add_export(parser.add_argument_group(tr("what is made of it")))
    return parser


def _add_picture(group: "argparse._ArgumentGroup") -> None:
    group.add_argument("--size", type=int, metavar="N",
                       help=tr("cells of the longer side (default: that of the picture, at most 28)"))  # fmt: skip
    group.add_argument("--colour", "--color", choices=("grey", "rgb"),
                       help=tr("one channel or three (default: as the picture)"))  # fmt: skip


def _add_operation(group: "argparse._ArgumentGroup") -> None:
    _add_choice(group, "operation", [choice.value for choice in OPERATIONS], tr("what is done (default: convolution)"))
    _add_choice(group, "direction", DIRECTIONS[CONVOLUTION],
                tr("forward, or the gradient of the input, the weights or the bias (default: forward)"))  # fmt: skip
    group.add_argument("--upstream", metavar=tr("NUMBERS"), help=tr(
        'the gradient from above, for the other directions: random, ones, numbers ("1 0; 0 -1", as many as the output '
        "has) or @FILE with numbers (default: random)"))  # fmt: skip
    _add_choice(group, "activation", ACTIVATIONS, tr("what is done to each result (default: none)"))
    group.add_argument("--chain", action=argparse.BooleanOptionalAction, default=None,
                       help=tr("convolution, activation and pooling, one after the other"))  # fmt: skip


def _add_kernel(group: "argparse._ArgumentGroup") -> None:
    names = ", ".join([*(entry.name for entry in PRESETS), RANDOM])
    group.add_argument("--kernel", action="append", metavar=tr("KERNEL"), help=tr(
        'a name ({names}), numbers ("1 0 -1; 2 0 -2; 1 0 -1") or @FILE with numbers; given again, it makes another '
        "filter (default: sobel-x)", names=names))  # fmt: skip
    for name, what in (
        ("kernel-size", tr("rows and columns of the kernel: 5, or 5,3")),
        ("stride", tr("steps of the window: 2, or 2,1 for rows and columns")),
        ("padding", tr("around the picture: valid, same, full, or 1, 2 or 4 numbers (top, bottom, left, right)")),
        ("dilation", tr("distance between the cells that the kernel meets")),
        ("output-padding", tr("further rows and columns of a transposed convolution")),
        ("pool-size", tr("window of the pooling (default: 2)")),
        ("pool-stride", tr("steps of the pooling's window (default: its size)")),
        ("pool-padding", tr("padding of the pooling: 1, 2 or 4 numbers")),
    ):
        group.add_argument(f"--{name}", metavar="N", help=what)
    _add_choice(group, "border", PADDING_MODES, tr("what the padding is made of (default: zeros)"))
    _add_choice(group, "pool-kind", ("max", "average"), tr("the pooling of a chain (default: max)"))
    group.add_argument("--ceil", action=argparse.BooleanOptionalAction, default=None,
                       help=tr("let the pooling's last window reach beyond the picture"))  # fmt: skip
    group.add_argument("--filters", type=int, metavar="N", help=tr("how many filters; further ones are other presets"))
    group.add_argument("--groups", type=int, metavar="N", help=tr("groups of channels"))
    group.add_argument("--bias", type=float, metavar="X", help=tr("bias of every filter (default: 0)"))
    group.add_argument("--turned", action=argparse.BooleanOptionalAction, default=None,
                       help=tr("true convolution: the kernel turned by 180°"))  # fmt: skip
    group.add_argument("--seed", type=int, metavar="N", help=tr("for random numbers (default: 0)"))


def _add_export(group: "argparse._ArgumentGroup") -> None:
    group.add_argument("--frames", metavar="A-B", help=tr("first and last frame: 1-50, 10-, -20 or 7 (default: all)"))
    add_stills(group)
    for setting in EXPORT_SETTINGS:
        if setting.name not in NOT_OFFERED:
            add_setting(group, setting)


def _add_choice(group: "argparse._ArgumentGroup", name: str, choices: Sequence[str], what: str) -> None:
    group.add_argument(f"--{name}", choices=choices, metavar=tr("NAME"), help=f"{what}: {', '.join(choices)}")
