"""Which model a command looks into: the one that ships with the program, or the one in a file."""

from pathlib import Path

from cnnviz.commands.animate_numbers import OptionError
from cnnviz.data.model_opening import open_model
from cnnviz.data.model_paths import shown
from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.network import Network
from cnnviz.history.run_files import MODEL, is_run
from cnnviz.paths import resources
from cnnviz.text import tr

SHIPPED = "lenet5-mnist.safetensors"


def chosen_model(given: str | None) -> Network:
    """The network in the file `given`, or in the folder of a run; without it, the LeNet-5 that ships with the program.

    An ExplainedError for what is no model, and for a network by name, which has nothing learnt.
    """
    if given is None:
        return open_model(resources() / "weights" / SHIPPED)
    path = Path(given).expanduser()
    if is_run(path):
        return open_model(path / MODEL)
    if given in NETWORKS and not path.exists():
        raise OptionError(
            "“{name}” is the name of a network that has learnt nothing. Train one (cnnviz train --network {name} --out "
            "MODEL) and give its file, or leave --model out.",
            name=given,
        )  # fmt: skip
    return open_model(path)


def model_name(given: str | None) -> str:
    """What the model is called on the terminal and in files."""
    return tr("LeNet-5, ships with the program") if given is None else shown(Path(given).expanduser())
