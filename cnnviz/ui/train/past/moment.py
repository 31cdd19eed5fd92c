"""A moment of a run that is looked at: a snapshot, and what the probe picture gives in it."""

from dataclasses import dataclass

from cnnviz.engine.network import Network
from cnnviz.history.snapshot import Snapshot
from cnnviz.ui.train.live.live import LiveReport


@dataclass(frozen=True, eq=False)
class Moment:
    """`network` holds the weights of the snapshot until another moment is asked for; copy it to keep it."""

    index: int
    snapshot: Snapshot
    network: Network
    look: LiveReport | None
