"""Playing frames like a film: position, speed, loop. Knows no clock: it is told how much time has passed."""

from dataclasses import dataclass, replace

SLOWEST = 0.5
FASTEST = 120.0
SPEED_STEP = 1.25


@dataclass(frozen=True)
class Playback:
    """Where a film of `length` frames stands; every change gives a new state.

    It plays `speed` steps per second, each of `stride` frames; `waited` is the part of a step that has gone by since
    the last one.
    """

    length: int
    position: int = 0
    speed: float = 5.0
    playing: bool = False
    loop: bool = False
    waited: float = 0.0
    stride: int = 1

    @property
    def last(self) -> int:
        return max(0, self.length - 1)

    def at(self, position: int) -> "Playback":
        """At another frame, the nearest there is; what plays goes on from there.

        >>> Playback(10).at(99).position
        9
        """
        return replace(self, position=min(max(position, 0), self.last), waited=0.0)

    def moved(self, frames: int) -> "Playback":
        """Some frames on or back, paused: a step by hand is for looking."""
        return replace(self.at(self.position + frames), playing=False)

    def rows_moved(self, frames: int) -> "Playback":
        """A whole row on or back, paused; where there is no such row, it stays.

        >>> Playback(10, position=4).rows_moved(3).position, Playback(10, position=8).rows_moved(3).position
        (7, 8)
        """
        return self.moved(frames) if 0 <= self.position + frames <= self.last else self.paused()

    def toggled(self) -> "Playback":
        """Play or pause; play at the end starts again from the beginning."""
        if self.playing:
            return self.paused()
        start = 0 if self.position >= self.last else self.position
        return replace(self, playing=self.length > 1, position=start, waited=0.0)

    def paused(self) -> "Playback":
        return replace(self, playing=False, waited=0.0)

    def with_speed(self, speed: float) -> "Playback":
        return replace(self, speed=min(max(speed, SLOWEST), FASTEST))

    def faster(self, presses: int = 1) -> "Playback":
        """Faster by a quarter per press, slower for negative ones."""
        return self.with_speed(self.speed * SPEED_STEP**presses)

    def with_loop(self, loop: bool) -> "Playback":
        return replace(self, loop=loop)

    def with_stride(self, stride: int) -> "Playback":
        """Playing in other steps; steps by hand stay as they are."""
        return replace(self, stride=stride)

    def with_length(self, length: int, position: int | None = None) -> "Playback":
        """For another film, at `position` or as near to the old one as it goes."""
        return replace(self, length=length).at(self.position if position is None else position)

    def advance(self, elapsed_s: float) -> "Playback":
        """After `elapsed_s` seconds more: as many steps on as the speed says, all at once.

        >>> Playback(100, speed=10, playing=True).advance(0.25).position
        2
        >>> Playback(100, speed=10, playing=True, stride=20).advance(0.25).position
        40
        """
        if not self.playing:
            return self
        waited = self.waited + max(0.0, elapsed_s) * self.speed
        steps = int(waited)
        target, waited = self.position + steps * self.stride, waited - steps
        if target <= self.last:
            return replace(self, position=target, waited=waited)
        if self.loop:
            return replace(self, position=target % self.length, waited=waited)
        return replace(self, position=self.last, playing=False, waited=0.0)
