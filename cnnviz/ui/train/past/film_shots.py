"""The frames of a film of a run: snapshots, looked at by a network of the film's own, and their common ranges."""

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from cnnviz.engine.network import Network
from cnnviz.engine.workspace import Workspace
from cnnviz.history.snapshot import Snapshot
from cnnviz.traces.ranges import rounded_up, symmetric_limit
from cnnviz.ui.train.live.live import LiveReport, look
from cnnviz.ui.train.past.film import RunFilm

SAMPLES = 16  # frames that are looked at for the ranges


class Shot(NamedTuple):
    """One frame: a snapshot, and what there is to be seen in it."""

    snapshot: Snapshot
    look: LiveReport

    @property
    def gradient_limit(self) -> float:
        """The end of the scale of its gradients: with a common one most of a film would be blank."""
        return rounded_up(symmetric_limit(self.look.gradients))


class Limits(NamedTuple):
    """The ends of the scales that are the same in all frames: there a change of colour is a change of value."""

    kernels: float
    maps: tuple[float, ...]


class FilmShots:
    """Gives the frames of `film` one by one; the network is made when the first is asked for."""

    def __init__(self, film: RunFilm) -> None:
        self._film = film
        self._workspace = Workspace()
        self._last: tuple[int, Shot] | None = None

    def shot(self, index: int) -> Shot:
        """Frame `index`. RunFolderError where its file is damaged."""
        if self._last is None or self._last[0] != index:
            film, store = self._film, self._film.snapshots
            snapshot = store.get(store.nearest(film.steps[index]))
            self._network.load(snapshot.weights)
            picture, number = (film.watched.picture, film.watched.number) if film.watched is not None else (None, -1)
            seen = look(self._network, picture, number, snapshot.step, self._workspace, snapshot.gradients, film.choice)
            self._last = index, Shot(snapshot, seen)
        return self._last[1]

    @cached_property
    def limits(self) -> Limits:
        """The ranges of some frames, from the first to the last."""
        places = np.unique(np.linspace(0, self._film.length - 1, SAMPLES).round().astype(int))
        looks = [self.shot(int(index)).look for index in places]
        return Limits(
            _largest([symmetric_limit(each.kernels) for each in looks]),
            tuple(
                _largest([symmetric_limit(each.maps[place].values) for each in looks])
                for place in range(len(looks[0].maps))
            ),
        )

    @cached_property
    def _network(self) -> Network:
        return self._film.setup.new_network()


def _largest(limits: Sequence[float]) -> float:
    return rounded_up(max(limits))
