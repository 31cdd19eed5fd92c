"""Threads that share large pieces of work: NumPy lets go of the interpreter's lock while it computes."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import TypeVar

from threadpoolctl import ThreadpoolController

from cnnviz.text import ExplainedError, quoted

Result = TypeVar("Result")


def processors() -> int:
    """How many processor cores this program may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class TeamError(ExplainedError):
    """A team that cannot be."""


class Team:
    """A fixed number of threads, the caller's own among them; to be closed, or used in a ``with`` statement.

    A closed team does the same work, one piece after the other.

    As long as a team of several is open, the matrix products of each thread stay in that thread: two that each call for
    help from the other get in each other's way.

    >>> with Team(2) as team:
    ...     team.map(lambda number: number * 10)
    [0, 10]
    """

    def __init__(self, threads: int) -> None:
        if not isinstance(threads, int) or isinstance(threads, bool) or threads < 1:
            raise TeamError("The number of threads is {given}; it must be whole, 1 or more.", given=quoted(threads))
        self.threads = threads
        self._others = ThreadPoolExecutor(threads - 1, "cnnviz-team") if threads > 1 else None
        self._limit = ThreadpoolController().limit(limits=1, user_api="blas") if threads > 1 else None

    def map(self, work: Callable[[int], Result]) -> list[Result]:
        """``work(0), work(1), ...``, one in each thread, at the same time. What one of them raises is raised here."""
        if self._others is None:
            return [work(number) for number in range(self.threads)]
        others = [self._others.submit(work, number) for number in range(1, self.threads)]
        try:
            first = work(0)
        finally:  # nobody may still be at work when the caller goes on
            rest = [other.exception() for other in others]
        del rest
        return [first, *(other.result() for other in others)]

    def close(self) -> None:
        """End the threads, and give the matrix products back theirs."""
        if self._others is not None:
            self._others.shutdown()
            self._others = None
        if self._limit is not None:
            self._limit.restore_original_limits()
            self._limit = None

    def __enter__(self) -> "Team":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()
