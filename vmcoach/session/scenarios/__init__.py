"""What to practise: scenarios, one TOML file each, and drills.

A scenario of one's own is a file like those beside this module:

    title = "Cold call to a fleet manager"
    brief = "Say why you call this person and not somebody else."
    drill = "short"        # optional: one of DRILLS

    [prospect]             # optional: as in a notes file
    name = "Dana Whitfield"
    facts = ["Opened a second depot in Reno in March"]
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from vmcoach.assessment import Assessment
from vmcoach.assessment.wording import seconds, seconds_beside
from vmcoach.errors import UsageError
from vmcoach.files import line_of, read_text, toml_values
from vmcoach.printable import printable
from vmcoach.prospect import Prospect, prospect_of
from vmcoach.rounding import counted, shown
from vmcoach.rubric import Rubric

__all__ = ["DRILLS", "Drill", "Scenario", "built_in", "load_scenario"]


@dataclass(frozen=True, slots=True)
class Drill:
    """One thing to get right, told with its figures, and what of a take falls short of it: None where nothing does."""

    goal: Callable[[Rubric], str]
    shortfall: Callable[[Assessment], str | None]


@dataclass(frozen=True, slots=True)
class Scenario:
    """Whom to call, why, and what to watch."""

    name: str
    title: str
    brief: str
    prospect: Prospect | None = None
    drill: str | None = None

    @property
    def prospect_key(self) -> str:
        """What tells the prospect from others; empty where nobody is named."""
        return self.prospect.key if self.prospect else ""


NO_WORDS = "no words"
"""Said of a take without words, which is neither short nor free of fillers."""


def _too_long(assessment: Assessment) -> str | None:
    if not assessment.measures.pace.words:
        return NO_WORDS
    length_s, target_s = assessment.length_s, assessment.rubric.target_s
    if length_s <= target_s:
        return None
    return f"{seconds_beside(length_s, target_s)}: {seconds(length_s - target_s)} too long"


def _fillers(assessment: Assessment) -> str | None:
    if not assessment.measures.pace.words:
        return NO_WORDS
    count = assessment.measures.fillers.count
    return counted(count, "filler") if count else None


def _number(assessment: Assessment) -> str | None:
    number, fastest = assessment.measures.phone_number, assessment.rubric.digits_per_second.watch_above
    if number is None:
        return "no number that can be dialled"
    if number.times_said < 2:
        return "the number only once"
    if number.sayings_agree is False:
        return "two different numbers"
    too_fast = number.digits_per_second is not None and float(shown(number.digits_per_second)) > fastest
    return f"{shown(number.digits_per_second)} digits a second, {fastest:g} can be written down" if too_fast else None


def _pace(assessment: Assessment) -> str | None:
    pace, band = assessment.judged_pace, assessment.rubric.pace
    if pace is None:
        return "too few words to tell a pace"
    inside = assessment.pace_verdict == "good"
    told = f"{shown(pace.words_per_second, 2)} words a second"  # finer than the band, or it might look as if inside
    return None if inside else f"{told}, {band.good_from:g} to {band.good_to:g} is good"


DRILLS: Mapping[str, Drill] = {
    "short": Drill(lambda rubric: f"Keep the message to {rubric.target_s:g} s.", _too_long),
    "no_fillers": Drill(lambda _: "Not one um, uh or you know, no word twice in a row: pause instead.", _fillers),
    "number": Drill(
        lambda rubric: (
            f"Say your number twice, the same, no faster than {rubric.digits_per_second.watch_above:g} digits a second."
        ),
        _number,
    ),
    "pace": Drill(
        lambda rubric: (
            f"Speak {rubric.pace.good_from:g} to {rubric.pace.good_to:g} words a second; your number may be slower."
        ),
        _pace,
    ),
}
"""Every drill by its name."""


def built_in() -> list[Scenario]:
    """The scenarios that come with vmcoach."""
    order = ("cold", "follow_up", "referral", "event", "renewal")
    folder = resources.files(__package__)
    return [_scenario(name, folder.joinpath(f"{name}.toml").read_text(encoding="utf-8"), name) for name in order]


def load_scenario(path: Path) -> Scenario:
    """A scenario of one's own; raises UsageError naming the file and what is wrong in it."""
    return _scenario(path.stem, read_text(path, "scenario"), printable(str(path)))


def _scenario(name: str, text: str, shown: str) -> Scenario:
    values = toml_values(text, shown, "scenario")
    if unknown := values.keys() - {"title", "brief", "drill", "prospect"}:
        where = f"{shown}, line {line_of(min(unknown), text)}"
        raise UsageError(f"{where}: a scenario has title, brief, drill and [prospect], no {min(unknown)!r}.")
    for key in ("title", "brief"):
        if key not in values:
            raise UsageError(f'{shown}: there is no {key}; give one, as {key} = "...".')
        if not isinstance(values[key], str) or not values[key].strip():
            raise UsageError(f"{shown}, line {line_of(key, text)}: {key} must be text in quotes.")
    drill = values.get("drill")
    if drill not in (None, *DRILLS):
        raise UsageError(f"{shown}, line {line_of('drill', text)}: drill must be one of {', '.join(DRILLS)}.")
    title, brief = (" ".join(values[key].split()) for key in ("title", "brief"))
    return Scenario(name, title, brief, _prospect(values.get("prospect"), text, shown), drill)


def _prospect(table: object, text: str, shown: str) -> Prospect | None:
    if table is None:
        return None
    if not isinstance(table, dict):
        raise UsageError(f"{shown}, line {line_of('prospect', text)}: [prospect] must be a table, as in a notes file.")
    return prospect_of(table, text, shown)
