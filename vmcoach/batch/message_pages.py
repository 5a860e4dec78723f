"""A page of each message of a run, in the folder `pages` beside the page of all: pages/0001.html and on."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from vmcoach.audio import Audio, load_audio
from vmcoach.batch.folder import PAGES, made_folder, write_whole
from vmcoach.batch.graded import Graded
from vmcoach.batch.observations import Heard
from vmcoach.batch.takes import on_disk, renamed
from vmcoach.errors import RecordingError
from vmcoach.outcome import Failure
from vmcoach.pipeline import judge
from vmcoach.reports.html import html_report, message

if TYPE_CHECKING:
    from vmcoach.batch.run import Job, Team


def write_message_pages(
    team: "Team", job: "Job", heard: Heard, with_sound: bool, done: Callable[[], None]
) -> list[str]:
    """Write the pages, and give for each scored message the link to its page: "" where its recording is gone.

    `done` is called for each; raises SetupError where a page cannot be written.
    """
    made_folder(job.folder / PAGES)
    links = []
    for number, graded in enumerate(team.scored, 1):
        page = _page(graded, job, heard, with_sound)
        link = f"{PAGES}/{number:04}.html" if page else ""
        if page:
            write_whole(job.folder / link, page)
        links.append(link)
        done()
    return links


def _page(graded: Graded, job: "Job", heard: Heard, with_sound: bool) -> str | None:
    """The page of one message; its recording is read again, since nothing that was heard holds its samples."""
    audio = _audio(graded)
    if audio is None:
        return None
    assessment = judge(renamed(heard.recall(graded.sha256), graded.take), job.rubric)
    return html_report([message(assessment, audio, with_sound)])


def _audio(graded: Graded) -> Audio | None:
    """The samples that were graded; None where they are no longer there."""
    with TemporaryDirectory(prefix="vmcoach-") as scratch:
        file = on_disk(graded.take, Path(scratch) / "take")
        if isinstance(file, Failure):
            return None
        try:
            audio = load_audio(file)
        except RecordingError:
            return None
    return audio if audio.source.sha256 == graded.sha256 else None
