"""Hands pictures that were read to whoever shows them: those of the run to all, others to who looks through them."""

from cnnviz.data.data_choice import DataChoice
from cnnviz.data.datasets import DataReady
from cnnviz.ui.train.data_loader import identity
from cnnviz.ui.train.handover import give_test_pictures
from cnnviz.ui.train.page_parts import PageParts
from cnnviz.ui.train.view_wiring import ViewWiring
from cnnviz.ui.workspace import Workspace


class DataFeed:
    """Tells pictures of the run that is shown from pictures that were read to be looked through.

    The probe and the mistakes of a run are some of its own pictures; others would be shown with wrong answers.
    """

    def __init__(self, parts: PageParts, wiring: ViewWiring, workspace: Workspace) -> None:
        self._parts, self._wiring, self._workspace = parts, wiring, workspace

    def take_of_run(self, ready: DataReady) -> None:
        """The run that is on has read its pictures."""
        record = self._parts.session.record
        if record is not None:
            self._parts.loader.keep(record.setup.data, ready)
            self.take(record.setup.data, ready)

    def take(self, choice: DataChoice, ready: DataReady) -> None:
        """The pictures of a choice were read; by now another may be chosen, or a run of others shown."""
        if identity(choice) == identity(self._parts.controls.data_choice()):
            self._parts.controls.data.keep(ready)
        self._wiring.show_data()
        record = self._parts.session.record
        if record is None or identity(choice) == identity(record.setup.data):
            self._parts.probe.take_source(ready.source)
            self._parts.evaluations.set_source(ready.source)
        give_test_pictures(self._workspace, ready.source)
