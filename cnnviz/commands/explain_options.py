"""The options of ``cnnviz explain``: what is explained, by which method, and how the picture of it looks."""

import argparse
from collections.abc import Mapping

from cnnviz.commands.animate_numbers import OptionError
from cnnviz.commands.exporting import add_setting, add_stills
from cnnviz.commands.model_choice import add_model
from cnnviz.explain.explanation import Method
from cnnviz.explain.methods import METHODS
from cnnviz.settings import Setting, Value, checked
from cnnviz.text import tr
from cnnviz.ui.export.options import EXPORT_SETTINGS

NOT_OFFERED = ("width", "height", "decimals", "first", "last")  # --size says the first two; there is no arithmetic


def explain_parser() -> argparse.ArgumentParser:
    """The parser of ``cnnviz explain``. What is not given is None."""
    methods = ", ".join(METHODS)
    parser = argparse.ArgumentParser(
        prog="cnnviz explain",
        description=tr("Show what in a picture makes a network say what it says."),
        epilog=tr("Example: cnnviz explain seven_photo --method grad-cam --out why.png"),
    )
    parser.add_argument("picture", nargs="?", metavar=tr("PICTURE"), help=tr(
        "a picture, or the name of one that ships with the program (seven_photo, house …); {name} needs none",
        name="activation-maximisation"))  # fmt: skip
    parser.add_argument("--method", required=True, choices=tuple(METHODS), metavar=tr("NAME"),
                        help=tr("how it is explained: {methods}", methods=methods))  # fmt: skip
    parser.add_argument("--out", required=True, metavar=tr("FILE"), help=tr(
        "what to make, by its ending: .png or .svg a picture, .npy the numbers; .gif .webp .apng .mp4 the way there, "
        "of methods that take steps"))  # fmt: skip
    add_model(parser)
    _add_target(parser.add_argument_group(tr("what is explained")))
    _add_method_settings(parser.add_argument_group(tr("settings of the methods")))
    _add_look(parser.add_argument_group(tr("what is made of it")))
    return parser


def _add_target(group: "argparse._ArgumentGroup") -> None:
    group.add_argument("--class", dest="class_", metavar=tr("CLASS"), help=tr(
        "the class whose score is explained: its name, or its number from 0 (default: the predicted one)"))  # fmt: skip
    group.add_argument("--unit", metavar=tr("LAYER:NUMBER"), help=tr(
        "a map or a unit instead of a class: conv2:5, or conv2:5:3,4 for one cell (row, column) of it"))  # fmt: skip
    group.add_argument("--layer", metavar=tr("LAYER"), help=tr(
        "of {name}: the layer whose maps are weighed (default: the last before pooling)", name="grad-cam"))  # fmt: skip
    group.add_argument("--as-it-is", action="store_true", help=tr(
        "do nothing to the picture but bring it to the network's size and channels"))  # fmt: skip


def _add_method_settings(group: "argparse._ArgumentGroup") -> None:
    """An option for every setting of a method; one that two methods have is one option."""
    having: dict[str, list[tuple[str, Setting]]] = {}
    for method in METHODS.values():
        for setting in method.settings:
            having.setdefault(setting.name, []).append((method.name, setting))
    for name, owners in having.items():
        words = "; ".join(f"{owner}: {_words(setting)}" for owner, setting in owners)
        if isinstance(owners[0][1].default, bool):
            group.add_argument(f"--{name}", action=argparse.BooleanOptionalAction, default=None, help=words)
        else:
            choices = owners[0][1].choices
            group.add_argument(f"--{name}", metavar=tr("NAME") if choices else "N", help=words)


def _words(setting: Setting) -> str:
    """What a setting is, its choices and its default."""
    choices = ", ".join(choice.value for choice in setting.choices)
    what = f"{tr(setting.help)}: {choices}" if choices else tr(setting.help)
    default = f"{setting.default:g}" if isinstance(setting.default, float) else str(setting.default)
    if isinstance(setting.default, bool):
        return what
    return tr("{what} (default: {default})", what=what, default=default)


def _add_look(group: "argparse._ArgumentGroup") -> None:
    group.add_argument("--size", metavar="WxH", help=tr("width and height in pixels (default: 1280x720)"))
    group.add_argument("--strength", type=float, default=0.8, metavar="X", help=tr(
        "how strongly colours cover the picture, from 0 to 1 (default: 0.8)"))  # fmt: skip
    add_stills(group)
    for setting in EXPORT_SETTINGS:
        if setting.name not in NOT_OFFERED:
            add_setting(group, setting)


def method_settings(method: Method, options: argparse.Namespace) -> dict[str, Value]:
    """What is given of the method's settings, checked, and its defaults; OptionError for those of other methods.

    SettingError for values that are not allowed.
    """
    own = {setting.name for setting in method.settings}
    every = {setting.name for other in METHODS.values() for setting in other.settings}
    given: Mapping[str, object] = {name: getattr(options, name) for name in every if getattr(options, name) is not None}
    for name in sorted(given.keys() - own):
        raise OptionError("--{option} means nothing to {method}; {has}", option=name, method=method.name,
                          has=_what_it_has(method))  # fmt: skip
    if options.layer is not None and not method.needs_layer:
        raise OptionError("--layer means nothing to {method}; {name} weighs the maps of a layer.",
                          method=method.name, name="grad-cam")  # fmt: skip
    layer: dict[str, Value] = {} if options.layer is None else {"layer": options.layer}
    return checked(method.settings, given) | layer


def _what_it_has(method: Method) -> str:
    if not method.settings:
        return tr("it has no settings.")
    return tr("it has: {settings}.", settings=", ".join(f"--{setting.name}" for setting in method.settings))
