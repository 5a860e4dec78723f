"""`--html`: the recordings just scored as one page in a file."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from vmcoach.errors import RecordingError, UsageError

if TYPE_CHECKING:
    from vmcoach.changes import Since
    from vmcoach.outcome import Failure, Outcome
    from vmcoach.reports.html import Message

ENDINGS = (".html", ".htm")


def check_page(out: Path) -> None:
    """Raises UsageError, before any work is done, where no page can be written; one that is there is replaced."""
    if out.suffix.lower() not in ENDINGS:  # it may be a recording, named in the place of the page
        raise UsageError(f"--html {out}: name a file that ends in .html.")
    if out.is_dir():
        raise UsageError(f"--html {out}: is a folder; name a file in it.")
    if not out.parent.is_dir():
        raise UsageError(f"--html {out}: there is no folder {out.parent}; make it first.")
    folder = os.path.dirname(os.path.realpath(out))  # where a link leads, it is written
    if not os.access(folder, os.W_OK):
        raise UsageError(f"--html {out}: nothing can be written into {folder}; choose another folder.")


def write_page(
    out: Path,
    files: Iterable[Path],
    outcomes: "Iterable[Outcome]",
    since: "Iterable[Since | None]",
    with_sound: bool,
) -> None:
    """Write the page of outcomes, which are those of `files` in order; raises SetupError where it cannot be written."""
    from vmcoach.files import write_whole
    from vmcoach.reports.html import html_report

    write_whole(out, html_report(_messages(files, outcomes, since, with_sound)))


def _messages(
    files: Iterable[Path], outcomes: "Iterable[Outcome]", since: "Iterable[Since | None]", with_sound: bool
) -> "Iterator[Message | Failure]":
    """Each recording is read again, since no outcome holds its samples, and let go when it is drawn."""
    from vmcoach.audio import load_audio
    from vmcoach.outcome import Failure
    from vmcoach.redaction import redacted_failure
    from vmcoach.reports.html import message

    for file, outcome, changed in zip(files, outcomes, since, strict=True):
        if isinstance(outcome, Failure):
            yield outcome
            continue
        source = outcome.measures.observation.source
        try:
            audio = load_audio(file)
        except RecordingError as error:
            failure = Failure(source.path, error.kind, str(error))
            yield redacted_failure(failure, source.path) if outcome.redacted else failure
            continue
        if audio.source.sha256 != source.sha256:
            yield Failure(source.path, "changed", f"{source.path}: has changed since it was scored; score it again")
            continue
        yield message(outcome, audio, with_sound, changed)
