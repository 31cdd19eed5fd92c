"""What a run was started with: enough to start it again, bit for bit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cnnviz.data.data_choice import DataChoice
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
