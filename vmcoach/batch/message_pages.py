"""A page of each message of a run, in the folder `pages` beside the page of all: pages/0001.html and on."""

from pathlib import Path
from tempfile import TemporaryDirectory

from vmcoach.assessment import Assessment
from vmcoach.audio import Audio, load_audio
from vmcoach.batch.contents import on_disk
from vmcoach.batch.folder import PAGES, made_folder
from vmcoach.batch.takes import Take
from vmcoach.errors import RecordingError
from vmcoach.files import write_whole
from vmcoach.outcome import Failure
from vmcoach.reports.html import html_report, message


class MessagePages:
    """Pages written so far into an output folder."""

    def __init__(self, folder: Path, with_sound: bool) -> None:
        self._folder, self._with_sound = folder, with_sound
        self.links: dict[str, str] = {}
        """From what a recording is called to its page."""
        self.missing: set[int] = set()
        """Numbers of messages without a page, because their recording could not be read again."""

    def write(self, number: int, take: Take, assessment: Assessment) -> None:
        """Write the page of a message as it was judged, named by its number; raises SetupError where that fails.

        A message may be written again, as what other reps leave too is known only at the end.
        """
        source = assessment.measures.observation.source
        audio = _audio(take, source.sha256)
        if audio is None:
            if source.path not in self.links:
                self.missing.add(number)
            return
        made_folder(self._folder / PAGES)
        link = f"{PAGES}/{number + 1:04}.html"
        shown = message(assessment, audio, self._with_sound)
        write_whole(self._folder / link, html_report([shown], index="../index.html"))
        self.links[source.path] = link


def _audio(take: Take, sha256: str) -> Audio | None:
    """The samples that were graded, read again since nothing keeps them; None where they are no longer there."""
    with TemporaryDirectory(prefix="vmcoach-") as scratch:
        file = on_disk(take, Path(scratch) / "take")
        if isinstance(file, Failure):
            return None
        try:
            audio = load_audio(file)
        except RecordingError:
            return None
    return audio if audio.source.sha256 == sha256 else None
