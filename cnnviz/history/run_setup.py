"""What a run was started with: enough to start it again, bit for bit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cnnviz.data.data_choice import DataChoice
from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.description import read_description
from cnnviz.engine.dropout_setting import with_dropout
from cnnviz.engine.network import Network
from cnnviz.engine.training_settings import TrainingSettings


@dataclass(frozen=True)
class RunSetup:
    """Everything that is chosen before a run. `network` is a description (`Network.describe`), without weights.

    `network_name` is its name in NETWORKS, or "own" where it was edited. `name` is what people call the run.
    """

    name: str
    network: Mapping[str, Any] = field(repr=False)
    network_name: str
    data: DataChoice
    settings: TrainingSettings
    created: str = ""  # date and time of the start, ISO 8601, local

    def new_network(self) -> Network:
        """The network with its first weights, which the seed and the setting “First weights” give, and its dropout.

        Where it is one that the program knows by name, its weights are drawn as that one's are. NetworkError where the
        description is of no network, SettingError where there is no place for the dropout.
        """
        known = NETWORKS.get(self.network_name)
        if known is None:
            network = Network.from_description(dict(self.network), self.settings.seed)
        else:
            described = read_description(dict(self.network))
            network = known.build(self.settings.seed, described.class_names, described.input_shape)
        network.info.setdefault("network", self.network_name)
        network = with_dropout(network, self.settings.dropout)
        self.settings.draw_weights(network)
        return network
