"""Everything that was chosen for a run, choice by choice, as words to read and numbers to compare."""

from dataclasses import asdict

from cnnviz.data.datasets import data_label
from cnnviz.engine.network import Network
from cnnviz.engine.training_settings import TRAINING_SETTINGS
from cnnviz.history.run_results import Cell
from cnnviz.history.run_setup import RunSetup
from cnnviz.history.setting_words import network_words, value_words
from cnnviz.numbers import count
from cnnviz.text import tr


def setting_cells(setup: RunSetup) -> dict[str, Cell]:
    """What was chosen for a run, by label: network, data, settings."""
    network = Network.from_description(setup.network)
    parameters = parameters_of(network)
    cells = {
        tr("Network"): Cell(network_words(setup.network_name)),
        tr("Parameters"): Cell(count(parameters), parameters),
        tr("Layers"): Cell(", ".join(repr(layer) for _, layer in network.layers)),
        **_data_cells(setup),
    }
    values = asdict(setup.settings)
    for setting in TRAINING_SETTINGS:
        value = values[setting.name]
        unit = f" ({tr(setting.unit)})" if setting.unit else ""
        is_number = not setting.choices and not isinstance(value, bool)
        text = value_words(setting.name, value)
        label = tr(setting.label) + unit
        cells[label] = Cell(text, value if is_number else None)
    return cells


def parameters_of(network: Network) -> int:
    """How many weights and biases it has."""
    return sum(line.parameters for line in network.summary())


def _data_cells(setup: RunSetup) -> dict[str, Cell]:
    data = setup.data
    cells = {
        tr("Data"): Cell(data_label(data)),
        tr("Validation pictures"): Cell(count(data.validation), data.validation),
        tr("Seed of the data"): Cell(str(data.seed), data.seed),
    }
    if data.folder:
        cells[tr("Folder")] = Cell(data.folder)
    if data.dataset == "folder":
        channels = {0: tr("as the pictures"), 1: tr("grey"), 3: tr("colour")}
        cells[tr("Side of the pictures (pixels)")] = Cell(str(data.size), data.size)
        cells[tr("Channels")] = Cell(channels.get(data.channels, str(data.channels)))
    return cells
