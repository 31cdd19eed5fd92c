"""Connects the views to the page: what each asks for, and what each is told beside the run itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, Qt, Signal

from cnnviz.data.data_choice import DataChoice
from cnnviz.engine.arrays import Array
from cnnviz.history.record import RunRecord
from cnnviz.history.run_setup import RunSetup
from cnnviz.text import tr
from cnnviz.ui.train.data_loader import identity
from cnnviz.ui.train.live.live_view import LiveView
from cnnviz.ui.train.live.look_choice import LookChoice
from cnnviz.ui.train.page_parts import PageParts
from cnnviz.ui.train.session import State
from cnnviz.ui.train.views import BATCH, DATA, LAYERS, LIVE, MISTAKES, NETWORK, RUNS

if TYPE_CHECKING:
    from cnnviz.ui.train.batch.batch_view import BatchView
    from cnnviz.ui.train.data_view.data_view import DataView
    from cnnviz.ui.train.layers.layers_view import LayersView
    from cnnviz.ui.train.mistakes.mistakes_view import MistakesView
    from cnnviz.ui.train.network_view.view import NetworkView
    from cnnviz.ui.train.runs_view.runs_view import RunsView
    from cnnviz.ui.train.view import RunView


class ViewWiring(QObject):
    """Knows the parts of the page and the views; neither of these knows the others.

    `step_wanted` asks for one step, `go_wanted` for a run to begin or to go on; `start_wanted` carries a RunSetup.
    """

    step_wanted = Signal()
    go_wanted = Signal()
    start_wanted = Signal(object)

    def __init__(self, parts: PageParts, parent: QObject) -> None:
        super().__init__(parent)
        self._parts = parts
        self._browsed: DataChoice | None = None  # the pictures that the Data view is about

    def connect_controls(self) -> None:
        """Let the panel at the left open the views that belong to it."""
        controls, views = self._parts.controls, self._parts.views
        controls.data.browse_wanted.connect(lambda: views.show_view(DATA))
        controls.network.edit_wanted.connect(self._edit_network)
        controls.health.details_wanted.connect(lambda: views.show_view(LAYERS))
        controls.learning.changed.connect(lambda _: self._show_settings())
        controls.data.data_changed.connect(self._data_changed)
        controls.changed.connect(self._follow_data)
        self._parts.loader.failed.connect(lambda _: self._show_pictures())

    def connect_view(self, name: str, view: RunView) -> None:
        """Connect a view that was made just now."""
        connect: Mapping[str, Callable[[Any], None]]
        connect = {LIVE: self._connect_live, LAYERS: self._connect_layers, MISTAKES: self._connect_mistakes,
                   BATCH: self._connect_batch, DATA: self._connect_data, NETWORK: self._connect_network,
                   RUNS: self._connect_runs}  # fmt: skip
        connect[name](view)

    def show_probe(self) -> None:
        """Another picture is watched, or none."""
        watched = self._parts.probe.watched()
        if watched is not None and self._parts.session.record is not None:
            cast(LiveView, self._parts.views.view(LIVE)).show_probe(watched)

    def show_data(self) -> None:
        """Pictures were read."""
        self._show_pictures()

    def show_progress(self, record: RunRecord) -> None:
        """The run that is on has come further."""
        if self._parts.views.is_made(RUNS):
            self._runs_view().run_progressed(record)

    def show_state(self, state: State) -> None:
        """The run began, rests or has ended."""
        session = self._parts.session
        if not self._parts.views.is_made(RUNS) or session.record is None:
            return
        if state in (State.STOPPED, State.FINISHED, State.FAILED):
            folder = None if session.folder is None else session.folder.path
            self._runs_view().run_ended(session.record.setup, session.record.state, folder, session.reason)
        elif state is not State.IDLE:
            self._runs_view().run_progressed(session.record)

    def lost_on_closing(self) -> str:
        """What is nowhere but in this window: runs that wait, and what could not be saved of the one that is shown."""
        waiting = len(self._runs_view().queue.waiting) if self._parts.views.is_made(RUNS) else 0
        words = [self._parts.session.unsaved]
        if waiting:
            words.append(tr("The queue is not kept, and runs still wait in it: {count}.", count=waiting))
        return "\n".join(filter(None, words))

    def _connect_live(self, view: LiveView) -> None:
        view.probe_wanted.connect(self._parts.probe.follow)
        view.look_changed.connect(self._change_look)
        view.cursor_moved.connect(self._go_to_step)

    def _connect_layers(self, view: LayersView) -> None:
        view.cursor_moved.connect(self._go_to_step)

    def _connect_mistakes(self, view: MistakesView) -> None:
        view.picture_wanted.connect(lambda wanted: self._inspect_mistake(view, *wanted))
        view.probabilities_wanted.connect(lambda picture: self._show_probabilities(view, picture))
        self._parts.evaluations.connect_view(view)

    def _connect_batch(self, view: BatchView) -> None:
        view.step_wanted.connect(self.step_wanted)
        view.pace_wanted.connect(self._set_pace)
        view.picture_wanted.connect(lambda wanted: self._parts.handover.inspect_picture(*wanted))

    def _connect_data(self, view: DataView) -> None:
        controls, loader = self._parts.controls, self._parts.loader
        view.load_wanted.connect(lambda: loader.load(controls.data_choice()))
        loader.loading.connect(view.show_progress)
        view.picture_wanted.connect(lambda wanted: self._parts.handover.inspect_picture(*wanted))
        self._show_pictures()

    def _connect_network(self, view: NetworkView) -> None:
        controls = self._parts.controls
        view.network_chosen.connect(controls.network.set_own)
        given = controls.data.input()
        if given is not None:
            view.set_input(*given)
        if controls.network.fits:
            view.show_network(controls.network.description())

    def _connect_runs(self, view: RunsView) -> None:
        view.open_wanted.connect(self.open_run)
        view.resume_wanted.connect(self._resume)
        view.start_wanted.connect(self._start_setup, Qt.ConnectionType.QueuedConnection)  # a run has just ended
        controls = self._parts.controls
        view.base_wanted.connect(lambda: view.set_base(controls.setup() if controls.ready else None))

    def _start_setup(self, setup: RunSetup) -> None:
        """Begin a run of the queue, with the time of its own start."""
        if self._parts.session.is_locked:
            self._runs_view().run_ended(setup, "failed", None, tr("Another run is on."))
        else:
            self.start_wanted.emit(replace(setup, created=datetime.now().isoformat(timespec="milliseconds")))

    def open_run(self, path: Path) -> None:
        """Show a run that was kept, and load its pictures: the probe and the mistakes are some of them."""
        self._parts.notice.clear()  # it was about what was shown until now
        stored = self._parts.keeper.open(path)
        if stored is not None:
            self._parts.controls.show_setup(stored.setup)
            self._parts.views.show_view(LIVE)
            self._parts.loader.load(stored.setup.data)

    def prepare_to_go_on(self) -> None:
        """Show what the run that was left goes on with, whatever was chosen since.

        Where the folder of its pictures is gone, those that are chosen take their place; whether they are the same is
        looked at when they are read.
        """
        record, chosen = self._parts.session.record, self._parts.controls.data_choice()
        if record is None or not self._parts.session.can_resume:
            return
        data = record.setup.data
        if data.dataset == chosen.dataset and chosen.folder and not Path(data.folder).is_dir():
            record.setup = replace(record.setup, data=replace(data, folder=chosen.folder))
        self._parts.controls.show_setup(record.setup)

    def _resume(self, path: Path) -> None:
        self.open_run(path)
        self.prepare_to_go_on()
        self._parts.session.resume()

    def _set_pace(self, seconds: float | None) -> None:
        """Slow motion goes by itself: where no run is on, or it rests, it goes on."""
        self._parts.session.set_pace(seconds)
        if seconds is not None and self._parts.session.state is not State.RUNNING:
            self.go_wanted.emit()

    def _change_look(self, choice: LookChoice) -> None:
        self._parts.session.handle.look = choice
        self._parts.moments.set_choice(choice)
        self._parts.session.look_at_rest()

    def _go_to_step(self, step: float) -> None:
        snapshots = self._parts.session.snapshots
        if len(snapshots):
            self._parts.moments.go(snapshots.nearest(step))

    def _inspect_mistake(self, view: MistakesView, picture: Array, sentence: str) -> None:
        self._parts.handover.inspect_picture(picture, sentence, view.scored)

    def _show_probabilities(self, view: MistakesView, picture: Array) -> None:
        shown = self._parts.handover.shown(view.scored)
        if shown is not None:
            view.show_probabilities(shown.network.probabilities(picture[None])[0])

    def _edit_network(self) -> None:
        view, network = self._network_view(), self._parts.controls.network
        if network.fits:
            view.show_network(network.description())
        self._parts.views.show_view(NETWORK)

    def _data_changed(self) -> None:
        given = self._parts.controls.data.input()
        if given is not None and self._parts.views.is_made(NETWORK):
            self._network_view().set_input(*given)

    def _follow_data(self) -> None:
        """Other pictures may be chosen now: those of the former choice would be taken for them."""
        if self._browsed not in (None, identity(self._parts.controls.data_choice())):
            self._show_pictures()

    def _show_pictures(self) -> None:
        """Let the Data view show the pictures of the present choice, or ask for them."""
        if self._parts.views.is_made(DATA):
            choice = self._parts.controls.data_choice()
            self._browsed = identity(choice)
            self._data_view().show_data(self._parts.loader.kept(choice), self._parts.controls.settings())

    def _show_settings(self) -> None:
        if self._parts.views.is_made(DATA):
            self._data_view().show_settings(self._parts.controls.settings())

    def _data_view(self) -> DataView:
        return cast("DataView", self._parts.views.view(DATA))

    def _network_view(self) -> NetworkView:
        return cast("NetworkView", self._parts.views.view(NETWORK))

    def _runs_view(self) -> RunsView:
        return cast("RunsView", self._parts.views.view(RUNS))
