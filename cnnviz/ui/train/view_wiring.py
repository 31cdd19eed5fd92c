"""Connects the views to the page: what each asks for, and what each is told beside the run itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton

from cnnviz.data.datasets import DataReady
from cnnviz.engine.arrays import Array
from cnnviz.history.record import RunRecord
from cnnviz.text import tr
from cnnviz.text import tr
from cnnviz.ui.train.live_view import LiveView
from cnnviz.ui.train.look_choice import LookChoice
from cnnviz.ui.train.session import State
from cnnviz.ui.train.views import BATCH, DATA, LIVE, MISTAKES, NETWORK, RUNS
from cnnviz.ui.widgets.labels import set_role

if TYPE_CHECKING:
    from cnnviz.ui.train.batch_view import BatchView
    from cnnviz.ui.train.mistakes_view import MistakesView
    from cnnviz.ui.train.network_view.view import NetworkView
    from cnnviz.ui.train.page import TrainPage
    from cnnviz.ui.train.run_export import RunExport
    from cnnviz.ui.train.runs_view.runs_view import RunsView
    from cnnviz.ui.train.view import RunView


class ViewWiring(QObject):
    """Knows page and views; neither of these knows the other's parts."""

    def __init__(self, page: TrainPage) -> None:
        super().__init__(page)
        self._page = page
        self._progress_shown = 0.0
        self._export: RunExport | None = None

    def connect_controls(self) -> None:
        """Let the panel at the left open the views that belong to it."""
        controls, views = self._page.controls, self._page.views
        controls.data.browse_wanted.connect(lambda: views.show_view(DATA))
        controls.network.edit_wanted.connect(self._edit_network)
        controls.health.details_wanted.connect(lambda: views.show_view(LAYERS))
        controls.learning.changed.connect(lambda _: self._show_settings())
        controls.data.data_changed.connect(self._data_changed)

    def connect_view(self, name: str, view: RunView) -> None:
        """Connect a view that was made just now."""
        connect: Mapping[str, Callable[[Any], None]]
        connect = {LIVE: self._connect_live, MISTAKES: self._connect_mistakes,
                   BATCH: self._connect_batch, NETWORK: self._connect_network,
                   RUNS: self._connect_runs}  # fmt: skip
        connect[name](view)

    def file_button(self) -> QPushButton:
        """The menu of files of the run that is shown."""
        from cnnviz.ui.train.runs_view.file_menu import FileMenu
        from cnnviz.ui.train.runs_view.run_files import RunFiles

        page = self._page
        self.files = RunFiles(page)
        self.files.told.connect(page.notice.show_info)
        self.files.failed.connect(page.notice.show_error)
        self.files.open_wanted.connect(self._open)
        button = QPushButton(tr("File"))
        button.setToolTip(tr("Save the network or the metrics of this run, copy it, or open another one"))
        set_role(button, "role", "menu")
        menu = FileMenu(self.files, button)
        menu.removeAction(menu.model)
        save = QAction(tr("Save the network…"), menu)
        save.setToolTip(tr("The network that is shown, now or in the past, as a file that Inspect opens"))
        save.triggered.connect(lambda: page.handover.choose_file(page))
        menu.insertAction(menu.metrics, save)

        def follow() -> None:
            folder = page.session.folder
            menu.set_folder(None if folder is None else folder.path)
            save.setEnabled(page.result.inspect.isEnabled())

        menu.aboutToShow.connect(follow)
        button.setMenu(menu)
        return button

    def show_probe(self) -> None:
        """Another picture is watched, or none."""
        watched = self._page.probe.watched()
        if watched is not None and self._page.session.record is not None:
            cast(LiveView, self._page.views.view(LIVE)).show_probe(*watched)

    def show_data(self, ready: DataReady) -> None:
        """Pictures were read."""
        _ = ready

    def show_progress(self, record: RunRecord) -> None:
        """The run that is on has come further."""
        if self._page.views.is_made(RUNS):
            self._runs_view().run_progressed(record)

    def show_state(self, state: State) -> None:
        """The run began, rests or has ended."""
        session = self._page.session
        if not self._page.views.is_made(RUNS) or session.record is None:
            return
        if state in (State.STOPPED, State.FINISHED, State.FAILED):
            folder = None if session.folder is None else session.folder.path
            self._runs_view().run_ended(session.record.setup, session.record.state, folder, session.reason)
        elif state is not State.IDLE:
            self._runs_view().run_progressed(session.record)

    def export_film(self, what: str) -> None:
        """The film of the run, or a picture of the moment, as a file."""
        from cnnviz.ui.train.film import Watched
        from cnnviz.ui.train.run_export import RunExport, film_of

        page, session = self._page, self._page.session
        if session.record is None or not len(session.snapshots):
            return
        if self._export is None:
            self._export = RunExport(page)
            self._export.saved.connect(lambda path: page.notice.show_info(tr("Saved as {path}", path=path)))
        ready, watched = page.loader.kept(session.record.setup.data), page.probe.watched()
        film = film_of(
            session.record, session.snapshots, ready.source if ready is not None else None,
            Watched(*watched[:5]) if watched is not None else None, session.handle.look,
        )  # fmt: skip
        moment = page.moments.moment
        index = session.snapshots.nearest(moment.snapshot.step) if moment is not None else None
        self._export.open(film, index, what, page.machine.player.state.speed)

    def _connect_live(self, view: LiveView) -> None:
        view.probe_wanted.connect(self._page.probe.follow)
        view.look_changed.connect(self._change_look)
        view.cursor_moved.connect(self._go_to_step)

    def _connect_mistakes(self, view: MistakesView) -> None:
        view.picture_wanted.connect(lambda wanted: self._page.handover.inspect_picture(*wanted))
        view.probabilities_wanted.connect(lambda picture: self._show_probabilities(view, picture))
        self._page.evaluations.connect_view(view)

    def _connect_batch(self, view: BatchView) -> None:
        view.step_wanted.connect(self._page.step)
        view.pace_wanted.connect(self._set_pace)
        view.picture_wanted.connect(lambda wanted: self._page.handover.inspect_picture(*wanted))

    def _connect_network(self, view: NetworkView) -> None:
        controls = self._page.controls
        view.network_chosen.connect(controls.network.set_own)
        given = controls.data.input()
        if given is not None:
            view.set_input(*given)
        if controls.network.fits:
            view.show_network(controls.network.description())

    def _connect_runs(self, view: RunsView) -> None:
        view.open_wanted.connect(self._open)
        view.resume_wanted.connect(self._resume)
        view.start_wanted.connect(self._start_setup, Qt.ConnectionType.QueuedConnection)  # a run has just ended
        if self._page.controls.ready:
            view.set_base(self._page.controls.setup())

    def _start_setup(self, setup: RunSetup) -> None:
        """Begin a run of the queue, with the time of its own start."""
        if self._page.session.is_locked:
            self._runs_view().run_ended(setup, "failed", None, tr("Another run is on."))
        else:
            self._page.start_setup(replace(setup, created=datetime.now().isoformat(timespec="milliseconds")))

    def _open(self, path: Path) -> None:
        """Show a run that was kept, and load its pictures: the probe and the mistakes are some of them."""
        stored = self._page.keeper.open(path)
        if stored is not None:
            self._page.controls.show_setup(stored.setup)
            self._page.views.show_view(LIVE)
            self._page.load_data()

    def _resume(self, path: Path) -> None:
        self._open(path)
        self._page.session.resume()

    def _set_pace(self, seconds: float | None) -> None:
        """Slow motion goes by itself: where no run is on, or it rests, it goes on."""
        self._page.session.set_pace(seconds)
        if seconds is not None and self._page.session.state is not State.RUNNING:
            self._page.start_or_pause()

    def _change_look(self, choice: LookChoice) -> None:
        self._page.session.handle.look = choice
        self._page.moments.set_choice(choice)
        self._page.session.look_at_rest()

    def _go_to_step(self, step: float) -> None:
        snapshots = self._page.session.snapshots
        if len(snapshots):
            self._page.moments.go(snapshots.nearest(step))

    def _show_probabilities(self, view: MistakesView, picture: Array) -> None:
        shown = self._page.handover.shown()
        if shown is not None:
            view.show_probabilities(shown.network.probabilities(picture[None])[0])

    def _edit_network(self) -> None:
        view, network = self._network_view(), self._page.controls.network
        if network.fits:
            view.show_network(network.description())
        self._page.views.show_view(NETWORK)

    def _data_changed(self) -> None:
        given = self._page.controls.data.input()
        if given is not None and self._page.views.is_made(NETWORK):
            self._network_view().set_input(*given)

    def _show_settings(self) -> None:
        if self._page.views.is_made(RUNS) and self._page.controls.ready:
            self._runs_view().set_base(self._page.controls.setup())

    def _network_view(self) -> NetworkView:
        return cast("NetworkView", self._page.views.view(NETWORK))

    def _runs_view(self) -> RunsView:
        return cast("RunsView", self._page.views.view(RUNS))
