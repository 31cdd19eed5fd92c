"""The moments of a kept run as networks to look into."""

from pathlib import Path

from cnnviz.engine.network import Network
from cnnviz.history.run_files import RunFolderError
from cnnviz.history.stored_run import open_run
from cnnviz.text import ExplainedError, tr


class RunMoments:
    """The snapshots of the run in the folder `path`, in the order of their steps.

    RunFolderError where there is none, or none of its moments was kept.
    """

    def __init__(self, path: Path) -> None:
        self._run = open_run(path)
        self.name = self._run.setup.name or path.name
        self.steps = self._run.snapshots.steps
        if not self.steps:
            raise RunFolderError(
                "The run “{name}” has no moment that was kept. Train it for a while, then choose it again.",
                name=self.name,
            )

    def network(self, index: int) -> Network:
        """The network as it was at moment `index`, one of its own. RunFolderError where it cannot be read."""
        try:
            network = self._run.setup.new_network()
            network.load(self._run.snapshots.get(index).weights)
        except ExplainedError as error:
            raise RunFolderError("Step {step} of the run “{name}” cannot be shown: {reason}",
                                 step=self.steps[index], name=self.name, reason=error) from error  # fmt: skip
        return network

    def words(self, index: int) -> str:
        """What a moment is called."""
        return tr("{run}, step {step}", run=self.name, step=self.steps[index])
