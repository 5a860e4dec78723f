"""Hearing a take while its rep speaks, so that little is left to hear when it ends."""

from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vmcoach.engines import Engine


class Foresight:
    """Hears one take at a time in a thread of its own.

    A pause may be the end. If it was not, what was heard is still a draft of what will be, and so is what is heard
    while the rep speaks on. What cannot be heard now is told when the take is scored.
    """

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="foresight")
        self._hearing: Future[None] | None = None
        self._went_on, self._abandoned = False, Event()

    def paused(self, path: Path) -> None:
        """Hear a take that has come to a pause, as far as it is in its file."""
        self._begin(path, is_draft=False)

    def speaking(self, path: Path) -> None:
        """Hear as much of a take as is in its file, for a draft, unless an earlier part is still being heard."""
        if self._hearing is None or self._hearing.done():
            self._begin(path, is_draft=True)

    def went_on(self) -> None:
        """The pause was not the end: what is being heard of it goes on as a draft, until there is more to hear."""
        self._went_on = True

    def settle(self) -> None:
        """Free the engine for scoring the take: at once if the rep spoke on, else when the end has been heard."""
        if self._went_on:
            self._abandoned.set()
        if self._hearing:
            wait([self._hearing])
            self._hearing = None

    def _begin(self, path: Path, is_draft: bool) -> None:
        self._abandoned.set()  # what is still being heard was not the end
        self._went_on, self._abandoned = is_draft, Event()
        self._hearing = self._thread.submit(self._hear, path, self._abandoned)

    def _hear(self, path: Path, abandoned: Event) -> None:
        from vmcoach.pipeline import open_recording

        if not abandoned.is_set():
            self._engine.foresee(open_recording(path), abandoned.is_set)
