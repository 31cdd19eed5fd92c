"""The page itself: its parts and how they are wired."""

from dataclasses import replace

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cnnviz.scenarios.edits import Edits
from cnnviz.scenarios.scenario import Scenario
from cnnviz.scenarios.scenes import scene_of
from cnnviz.text import ExplainedError
from cnnviz.traces.playback import Playback
from cnnviz.traces.scene import Edit, Frame, Place, Scene
from cnnviz.ui.convolve.arithmetic_card import ArithmeticCard
from cnnviz.ui.convolve.controls.side_panel import SidePanel
from cnnviz.ui.convolve.file_actions import FileActions, Shown
from cnnviz.ui.convolve.header import Header
from cnnviz.ui.convolve.row_pace import RowPace
from cnnviz.ui.convolve.rule import SizeRule
from cnnviz.ui.convolve.rule_line import RuleLine
from cnnviz.ui.convolve.same_place import same_place, same_share
from cnnviz.ui.convolve.shortcuts import add_shortcuts
from cnnviz.ui.convolve.stage import Stage
from cnnviz.ui.convolve.stage_bar import StageBar
from cnnviz.ui.convolve.start import start_scenario
from cnnviz.ui.convolve.view import View, with_number
from cnnviz.ui.page import Page
from cnnviz.ui.player import Player
from cnnviz.ui.widgets.card import Card
from cnnviz.ui.widgets.notice import Notice
from cnnviz.ui.widgets.transport import Transport
from cnnviz.ui.workspace import Workspace

FIRST_SHARE = 0.44  # where the film stands at the start: something is there already, something is still to come


class ConvolvePage(Page):
    """Shows one operation on one picture, frame by frame. It owns the scenario and all its edits."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._edits = Edits(start_scenario())
        self._scene = scene_of(self._edits.present)
        self._workspace = workspace
        self._peek: Frame | None = None
        self._refusal = ("", "")  # cause and reason of what was set but cannot be
        self.side = SidePanel(workspace)
        self.rule = SizeRule()
        self.rule_line = RuleLine()
        self.stage = Stage()
        self.bar = StageBar()
        self.arithmetic = ArithmeticCard()
        self.transport = Transport()
        self.player = Player(self)
        self._pace = RowPace()
        self.header = Header(self)
        self.notice = Notice()
        self.files = FileActions(self, self.shown)
        self._lay_out()
        self._connect()
        add_shortcuts(self, self.files, self.stage, self.undo, self.redo)
        self._show_scene(self._scene, round(FIRST_SHARE * (self._scene.length - 1)))

    @property
    def scenario(self) -> Scenario:
        """What is shown."""
        return self._edits.present

    @property
    def scene(self) -> Scene:
        """The frames of what is shown."""
        return self._scene

    def frame(self) -> Frame:
        """The frame that is shown."""
        return self.stage.frame

    def header_widgets(self) -> list[QWidget]:
        return self.header.widgets()

    def open_picture(self, path: str) -> None:
        self.files.open_path(path)

    def paste(self) -> None:
        self.files.paste(QGuiApplication.clipboard().mimeData())

    def take_focus(self) -> None:
        self.stage.setFocus()

    def entered(self) -> None:
        self._take_followed()
        self.take_focus()

    def left(self) -> None:
        self.player.stop()

    def close_down(self) -> None:
        self.player.stop()
        self.files.close_down()

    def edit(self, scenario: Scenario, cause: str) -> bool:
        """Show another scenario, which can be undone; where it cannot be, say why beside the control `cause`.

        False where it cannot be: then the last good picture stays.
        """
        try:
            scene = scene_of(scenario)
        except ExplainedError as error:
            if str(error) != self._refusal[1]:  # else another edit has not helped: the mark stays where the fault is
                self._refusal = (cause, str(error))
            self.side.show_error(*self._refusal)
            self.rule_line.show_refused()
            return False
        wanted = scenario.shown_filter if cause == "shown filter" else None
        self._move_to(scene, self._edits.with_edit(scenario, cause), wanted)
        return True

    def undo(self) -> None:
        """Take the last edit back."""
        if self._edits.can_undo:
            self._step_through(self._edits.undone())

    def redo(self) -> None:
        """Make the edit again that was taken back last."""
        if self._edits.can_redo:
            self._step_through(self._edits.redone())

    def shown(self) -> Shown:
        """What is on the page, for a file or an export."""
        return Shown(self.scenario, self._scene, self.view(), self.stage.focus)

    def view(self) -> View:
        """How the scenario is looked at: what is saved with it, and what an export shows."""
        state = self.player.state
        return View(state.position, state.speed, state.loop, self.arithmetic.decimals.value(), self.stage.identity,
                    self.stage.zoom, state.stride > 1)  # fmt: skip

    def show_view(self, view: View) -> None:
        """Look at the present scenario as `view` says."""
        self.arithmetic.decimals.setValue(view.decimals)
        self.stage.set_identity(view.identity)
        self.bar.show_identity(view.identity)
        self.stage.set_zoom(view.zoom)
        state = self.player.state.at(view.position).with_speed(view.speed).with_loop(view.loop)
        self.player.set_state(self._pace.for_view(state, self._scene, view.rows).paused())

    def _lay_out(self) -> None:
        whole = QHBoxLayout(self)
        whole.setContentsMargins(12, 12, 12, 12)
        whole.setSpacing(12)
        self.side.add_below(self.rule)
        whole.addWidget(self.side)
        column = QVBoxLayout()
        column.setSpacing(12)
        panels = Card()
        panels.body.setSpacing(4)
        panels.body.addWidget(self.stage, 1)
        panels.body.addWidget(self.rule_line)
        panels.body.addWidget(self.bar)
        column.addWidget(self.notice)
        column.addWidget(panels, 1)
        column.addWidget(self.arithmetic)
        film = Card()
        film.body.addWidget(self.transport)
        column.addWidget(film)
        whole.addLayout(column, 1)
        self.arithmetic.copy.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click on it leaves the keys to the stage

    def _connect(self) -> None:
        self.side.edited.connect(self.edit)
        self.side.picture.open_wanted.connect(self.picture_wanted)
        self.side.picture.paste_wanted.connect(self.paste)
        self.side.picture.numbers_wanted.connect(self.files.show_own_numbers)
        self.stage.position_clicked.connect(lambda index: self._go(self.player.state.at(index).paused()))
        self.stage.edited.connect(self._take_number)
        self.stage.hovered.connect(self._show_hover)
        self.stage.peeked.connect(self._show_peek)
        self.stage.zoomed.connect(self.bar.show_zoom)
        self.bar.zoom_wanted.connect(self.stage.set_zoom)
        self.bar.channels_wanted.connect(self._see_channels)
        self.bar.identity_wanted.connect(self.stage.set_identity)
        self.arithmetic.term_hovered.connect(self.stage.light)
        self.transport.wanted.connect(self._go)
        self.player.changed.connect(self._show_state)
        self.header.undo_wanted.connect(self.undo)
        self.header.redo_wanted.connect(self.redo)
        self.header.picture_wanted.connect(self.picture_wanted)
        self.header.paste_wanted.connect(self.paste)
        self.files.connect_header(self.header)
        self.files.source_chosen.connect(lambda source: self.side.take(self.scenario.with_source(source), "picture"))
        self.files.opened.connect(self._open)
        self.files.picture_refused.connect(lambda text: self.side.show_error("picture", text))
        self.files.failed.connect(self.notice.show_error)
        self.files.done.connect(self.bar.show_hint)

    def _go(self, state: Playback) -> None:
        self._pace.note(self.player.state, state)
        self.player.set_state(state)

    def _open(self, scenario: Scenario, view: View, cause: str) -> None:
        """Show what comes from a file or the textbook."""
        if self.edit(scenario, cause):
            self.notice.clear()
            self.show_view(view)

    def _take_followed(self) -> None:
        """Show the number that another page wants to be seen here, as an edit."""
        followed = self._workspace.take_followed()
        if followed is None:
            return
        from cnnviz.scenarios.followed import scenario_of

        made = scenario_of(self.scenario, *followed)
        if made is not None and self.edit(made[0], "followed"):
            index = self._scene.index_at(made[1], self.frame())
            self._go(self.player.state.at(index or 0).paused())

    def _step_through(self, edits: Edits) -> None:
        """Show the present one of other edits: they could be shown before, so they can be now."""
        self._move_to(scene_of(edits.present), edits)

    def _move_to(self, scene: Scene, edits: Edits, grid: int | None = None) -> None:
        """Show another scene where this one stood: at the same cell, or as far on, where the picture's size differs."""
        frame, before = self.stage.frame, self.scenario.image.shape[1:]
        self._edits = edits
        if before == self.scenario.image.shape[1:]:
            self._show_scene(scene, same_place(self._scene, frame, scene, grid))
        else:
            self._show_scene(scene, same_share(self._scene, frame, scene))

    def _show_scene(self, scene: Scene, index: int) -> None:
        self._scene, self._peek, self._refusal = scene, None, ("", "")
        self.side.clear_errors()
        self.side.show_scenario(self.scenario)
        self.rule.show_scenario(self.scenario)
        self.rule_line.show_scenario(self.scenario)
        self.header.show_undo(self._edits.undo_name, self._edits.redo_name)
        self.arithmetic.show_scene(scene)
        self.transport.set_row(scene.row_length)
        self.stage.show_scene(scene, scene.frame(index))
        self.bar.show_scene(scene)
        state = self._pace.for_scene(self.player.state, scene)
        self.player.set_state(state.with_length(scene.length, index))

    def _see_channels(self, first: int) -> None:
        """Look at other channels of what is shown: that is no edit."""
        scenario = replace(self.scenario, first_channel=first)
        self._move_to(scene_of(scenario), replace(self._edits, present=scenario))

    def _show_state(self, state: Playback) -> None:
        turned = self._scene.turned_to(state.position)
        if turned is not self._scene and turned.channels is not None:
            self._edits = replace(self._edits, present=replace(self.scenario, first_channel=turned.channels[0].start))
            self._show_scene(turned, state.position)
            return
        frame = self._scene.frame(state.position)
        self.stage.show_frame(frame)
        if self._peek is None or (state.playing and self.stage.pinned is None):
            self.arithmetic.show_frame(frame)
        self.transport.show_state(state)

    def _take_number(self, edit: Edit, value: float) -> None:
        self.edit(with_number(self.scenario, edit, value), "picture" if edit.part == "image" else edit.part)

    def _show_hover(self, place: Place | None) -> None:
        self.bar.show_hint(self.stage.hint())
        self.arithmetic.light(place)

    def _show_peek(self, frame: Frame | None) -> None:
        self._peek = frame
        if frame is None:
            self.arithmetic.show_frame(self.stage.frame)
        elif not self.player.state.playing or self.stage.pinned is not None:
            self.arithmetic.show_frame(frame, peeked=True)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.header.colour_icons()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that no control wanted for itself."""
        if event.key() == Qt.Key.Key_C and not event.modifiers():
            self.bar.identity.toggle()
            return
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.bar.turn_channels(ahead=event.key() == Qt.Key.Key_PageDown)
            return
        from cnnviz.ui.convolve.keys import after_key

        state = after_key(Qt.Key(event.key()), self.player.state, self._scene.row_length)
        if state is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        else:
            self._go(state)
