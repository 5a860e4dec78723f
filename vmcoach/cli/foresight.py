"""Hearing a take while its rep pauses, so that little is left to hear when it ends."""

from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vmcoach.engines import Engine


class Foresight:
    """Hears one take at a time in a thread of its own.

    A pause may be the end. If it was not, what was heard is forgotten. What cannot be heard now is told when the take
    is scored.
    """

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="foresight")
        self._hearing: Future[None] | None = None

    def paused(self, path: Path) -> None:
        """Hear a take that has come to a pause, as far as it is in its file."""
        if self._hearing:
            self._hearing.cancel()  # an earlier pause that is still waited for was not the end
        self._hearing = self._thread.submit(self._hear, path)

    def settle(self) -> None:
        """Let what is being heard be heard to its end: hearing it twice at once would take longer."""
        if self._hearing:
            wait([self._hearing])
            self._hearing = None

    def _hear(self, path: Path) -> None:
        from vmcoach.pipeline import open_recording

        self._engine.foresee(open_recording(path))
