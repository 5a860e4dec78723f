"""One recording of a team, wherever it lies: on disk, inside a zip archive or behind a URL.

Conventions: `place` is what reports call it, in text that every encoding can hold.
"""

from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from vmcoach.files import path_text
from vmcoach.measures import Observation

FIELDS = ("rep", "prospect", "campaign", "date")
"""What can be known of a take beside its sound."""


@dataclass(frozen=True, slots=True)
class Take:
    """A recording to grade and whose it is; what is not known is None."""

    place: str
    file: str
    """A path, the name of a member of `archive`, or a URL."""
    archive: str | None = None
    rep: str | None = None
    prospect: str | None = None
    campaign: str | None = None
    date: str | None = None
    """YYYY-MM-DD."""

    @property
    def is_url(self) -> bool:
        """True where fsspec has to open it."""
        return self.archive is None and "://" in self.file

    @property
    def where(self) -> PurePath:
        """Where it lies and what it is called; the query of a URL tells neither."""
        return PurePath(without_query(self.file) if self.is_url else self.file)


def without_query(url: str) -> str:
    """A URL up to its query; only the web has them."""
    return url.partition("?")[0] if url.startswith(("http://", "https://")) else url


def take_of(path: Path) -> Take:
    """The take of a file on disk."""
    return Take(path_text(path), str(path))


def member_of(archive: Path, name: str) -> Take:
    """The take of a member of a zip archive."""
    return Take(path_text(archive / name), name, str(archive))


def renamed(observation: Observation, take: Take) -> Observation:
    """The same content under another name."""
    return replace(observation, source=replace(observation.source, path=take.place))
