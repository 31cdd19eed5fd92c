"""Which picture is watched while the network learns, and which comes next."""

import numpy as np
from PySide6.QtCore import QObject, Signal

from cnnviz.engine.network import Network
from cnnviz.engine.training_source import TrainingSource
from cnnviz.text import tr
from cnnviz.ui.train.live.probe_choice import Predict, ProbeWish, find_probe, predictions_of
from cnnviz.ui.train.live.watched import FIRST_PROBE, Watched, probe_pictures, watched_picture
from cnnviz.ui.train.past.moments import Moments
from cnnviz.ui.train.session import Session


class ProbeKeeper(QObject):
    """Shows the watched picture to the run and to the moments; `changed` when it is another one."""

    changed = Signal()
    not_found = Signal(str)

    def __init__(self, session: Session, moments: Moments, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._moments = session, moments
        self._source: TrainingSource | None = None

    def take_source(self, source: TrainingSource) -> None:
        """The pictures of a run are there; what was watched of other pictures is not among them."""
        self._source = source
        _, images, _ = probe_pictures(source)
        if len(images):
            before = self._session.handle.probe
            self._show((before[0] if before is not None else FIRST_PROBE) % len(images))

    def watched(self) -> Watched | None:
        """None before there are pictures."""
        probe = self._session.handle.probe
        if self._source is None or probe is None:
            return None
        return watched_picture(self._source, probe[0] % len(probe_pictures(self._source)[1]))

    def follow(self, wish: ProbeWish) -> None:
        """Watch the picture that is wished for; `not_found` says where there is none."""
        watched = self.watched()
        if watched is None or self._source is None:
            return
        _, images, labels = probe_pictures(self._source)
        network = self._network() if wish.mistaken else None
        if wish.mistaken and network is None:
            self.not_found.emit(tr("There is no network yet that could be wrong. Press Start."))
            return
        truth = labels.astype(np.int64)
        predict: Predict = truth.take if network is None else predictions_of(network, images)
        number = find_probe(wish, watched.number, truth, predict)
        if number is None:
            part = _part_words(watched.part)
            self.not_found.emit(tr("There is no such picture among the {part} pictures.", part=part))
        else:
            self._show(number)

    def _show(self, number: int) -> None:
        assert self._source is not None
        _, images, _ = probe_pictures(self._source)
        self._session.handle.probe = number, images[number]
        self._moments.set_probe(number, images[number])
        self.changed.emit()
        self._session.look_at_rest()

    def _network(self) -> Network | None:
        """One that nobody changes: of the moment, of the run at rest, or of its last snapshot."""
        if self._moments.moment is not None:
            return self._moments.moment.network
        return self._session.still_network()


def _part_words(part: str) -> str:
    return tr("test") if part == "test" else tr("validation")
