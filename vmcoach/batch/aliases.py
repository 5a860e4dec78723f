"""Results that can be passed on without saying whose they are.

Reps, prospects, campaigns and recordings get aliases that stay the same from run to run, kept in the private part of
the output folder. Of texts, `redaction` takes out who is in them.
"""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from vmcoach.assessment import Assessment
from vmcoach.batch.takes import Take
from vmcoach.files import write_whole
from vmcoach.outcome import Failure
from vmcoach.redaction import redacted, redacted_failure

_TITLES = {"rep": "Rep", "prospect": "Prospect", "campaign": "Campaign", "recording": "Recording"}


class Aliases:
    """Aliases given so far, one for each name, by kind."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._given: dict[str, dict[str, str]] = {kind: {} for kind in _TITLES}
        if path.exists():
            self._given |= json.loads(path.read_text(encoding="utf-8"))

    def keep(self, takes: Iterable[Take]) -> None:
        """Give aliases to everything in these takes, and write down whose they are."""
        takes = list(takes)
        for kind, given in self._given.items():
            for name in sorted({name for take in takes if (name := _name(take, kind))}):
                given.setdefault(name, f"{_TITLES[kind]} {len(given) + 1:03}")
        write_whole(self._path, json.dumps(self._given, indent=2) + "\n")

    def take(self, take: Take) -> Take:
        """The take as it is shown."""
        known = {kind: given[name] for kind, given in self._given.items() if (name := _name(take, kind))}
        return replace(
            take,
            place=known["recording"],
            rep=known.get("rep"),
            prospect=known.get("prospect"),
            campaign=known.get("campaign"),
        )

    def assessment(self, take: Take, assessment: Assessment, names: Iterable[str]) -> Assessment:
        """The assessment as it is shown; `names` are taken out of it too."""
        whose = (name for kind in ("rep", "prospect", "campaign") if (name := _name(take, kind)))
        return redacted(assessment, self.take(take).place, (*whose, *names))

    def failure(self, take: Take, failure: Failure) -> Failure:
        """The failure as it is shown."""
        return redacted_failure(failure, self.take(take).place)


def _name(take: Take, kind: str) -> str | None:
    name: str | None = getattr(take, "place" if kind == "recording" else kind)
    return name
