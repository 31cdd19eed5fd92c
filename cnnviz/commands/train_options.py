"""The options of ``cnnviz train``: those of a run come from the engine's table of settings."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from cnnviz.data.data_settings import DATASETS
from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.training_settings import TRAINING_SETTINGS, TrainingSettings
from cnnviz.settings import Setting
from cnnviz.text import tr

GOING_ON = ("resume", "data_dir", "download", "out", "log")  # options that a run that is gone on with can have


def train_parser() -> argparse.ArgumentParser:
    """The parser of ``cnnviz train``."""
    parser = argparse.ArgumentParser(
        prog="cnnviz train",
        description=tr("Train a network without a window. The last line is its accuracy on the test pictures."),
    )
    data = parser.add_argument_group(tr("pictures"))
    _add_data(data)
    run = parser.add_argument_group(tr("run"))
    run.add_argument("--network", default="lenet5", metavar=tr("NAME_OR_FILE"),
                     help=tr("what to train: {names}, or a file with an architecture or a model, whose weights are not "
                             "taken (default: lenet5)", names=", ".join(NETWORKS)))  # fmt: skip
    details = parser.add_argument_group(tr("details of the run"))
    for setting in TRAINING_SETTINGS:
        _add_setting(details if setting.advanced else run, setting)
    files = parser.add_argument_group(tr("files"))
    files.add_argument("--out", type=Path, metavar=tr("MODEL"), help=tr("keep the trained network as safetensors"))
    files.add_argument("--run", type=Path, metavar=tr("FOLDER"),
                       help=tr("keep the whole run in a new folder: settings, metrics, snapshots, and all that is "
                               "needed to go on with it"))  # fmt: skip
    files.add_argument("--resume", type=Path, metavar=tr("FOLDER"),
                       help=tr("go on with the run in this folder, to the same weights as if it had never been left; "
                               "nothing else is needed"))  # fmt: skip
    files.add_argument("--log", type=Path, metavar="CSV", help=tr("write every step into a table as it is made"))
    return parser


def _add_data(group: "argparse._ArgumentGroup") -> None:
    group.add_argument("--dataset", choices=[known.value for known in DATASETS], default="mnist",
                       help=tr("what to learn from; drawn: digits that the program draws itself; folder: pictures of "
                               "your own (default: mnist)"))  # fmt: skip
    group.add_argument("--data-dir", type=Path, metavar=tr("FOLDER"),
                       help=tr("where the files of the set lie (default: the user's cache); for pictures of your own, "
                               "the folder with a sub-folder for each class"))  # fmt: skip
    group.add_argument("--download", action="store_true",
                       help=tr("fetch the set into the user's cache first, if it is not there: MNIST 12 MB, "
                               "Fashion-MNIST 31 MB, CIFAR-10 170 MB"))  # fmt: skip
    group.add_argument("--size", default=32, metavar="N",
                       help=tr("pixels each way that pictures of your own are brought to; their middle square is taken "
                               "(default: 32)"))  # fmt: skip
    group.add_argument("--channels", choices=("0", "1", "3"), default="0",
                       help=tr("1: grey, 3: colour, 0: as most of your own pictures are (default: 0)"))  # fmt: skip
    group.add_argument("--validation", type=int, default=5000, metavar="N",
                       help=tr("pictures of the training set held back for validation (default: 5000)"))  # fmt: skip


def settings_of(options: argparse.Namespace) -> TrainingSettings:
    """The run's settings, checked; SettingError says what is allowed."""
    return TrainingSettings.of({setting.name: getattr(options, setting.name) for setting in TRAINING_SETTINGS})


def _add_setting(group: "argparse._ArgumentGroup", setting: Setting) -> None:
    """One option for one setting; its value is checked by the setting itself, so that every border says the same."""
    flag, what = f"--{setting.name.replace('_', '-')}", tr(setting.help).rstrip(".")
    if isinstance(setting.default, bool):
        group.add_argument(
            flag,
            dest=setting.name,
            default=setting.default,
            action=argparse.BooleanOptionalAction,
            help=what.replace("%", "%%"),
        )
        return
    choices: Sequence[str] | None = [choice.value for choice in setting.choices] or None
    if choices:
        what = tr("{what}: {choices}", what=what, choices=", ".join(choices))
    default = f"{setting.default:g}" if isinstance(setting.default, float) else str(setting.default)
    group.add_argument(
        flag,
        dest=setting.name,
        default=setting.default,
        choices=choices,
        metavar=tr("NAME") if choices else "N",
        help=tr("{what} (default: {default})", what=what, default=default).replace("%", "%%"),
    )
