"""To whom each message goes: notes found by the prospect's name, and which message the rep left them before.

Two messages go to one prospect where the same notes fit both or, where there are no notes, by the same name. Messages
of one rep to one prospect follow each other by date; where one of them has no date, as they stand in the list.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from vmcoach.batch.inputs import Found
from vmcoach.batch.takes import Take
from vmcoach.errors import UsageError
from vmcoach.printable import first_few, printable
from vmcoach.prospect import Prospect, prospect_key


class Notes:
    """Notes on the prospects of a batch; those on one alone go with every recording that names nobody."""

    def __init__(self, prospects: Sequence[Prospect] = ()) -> None:
        self._only = prospects[0] if len(prospects) == 1 else None
        self._by_name: dict[str, set[Prospect]] = {}
        for prospect in prospects:
            for name in (prospect.name or prospect.company, f"{prospect.name} {prospect.company}"):
                self._by_name.setdefault(prospect_key(name), set()).add(prospect)

    def on(self, take: Take) -> Prospect | None:
        """The notes on a take's prospect; raises UsageError for a name that is that of several."""
        if take.prospect is None:
            return self._only
        found = self._by_name.get(prospect_key(take.prospect), set())
        if len(found) > 1:
            told = f"{printable(take.place)}: the notes hold {len(found)} prospects called {printable(take.prospect)}"
            raise UsageError(f"{told}; write name and company in the list.")
        return next(iter(found), None)

    def key(self, take: Take) -> str:
        """What tells a take's prospect from others; empty where nobody is named."""
        notes = self.on(take)
        return (notes.key if notes else "") or prospect_key(take.prospect or "")

    def addressed(self, found: Found, tell: Callable[[str], None]) -> Found:
        """The takes with their prospect, spelt as it is found first; tells names without notes, and unused notes."""
        spelt: dict[str, str] = {}
        takes = []
        for take in found.takes:
            name = take.prospect or self._name(take)
            takes.append(replace(take, prospect=name and spelt.setdefault(prospect_key(name) or name, name)))
        strangers = sorted({take.prospect for take in takes if take.prospect and not self.on(take)})
        if strangers and self._by_name:
            tell(f"No notes on {len(strangers)} of the prospects: {first_few(strangers)}")
        if self._by_name and not self._only and not any(take.prospect for take in takes):
            tell("The notes are not used: no recording names a prospect. A CSV list or --rep-from can.")
        return replace(found, takes=tuple(takes))

    def _name(self, take: Take) -> str | None:
        notes = self.on(take)
        return (notes.name or notes.company or None) if notes else None


def predecessors(takes: Sequence[Take], notes: Notes) -> dict[int, int]:
    """For each take that is not the first of its rep to its prospect, the one just before it, as places in `takes`."""
    same: dict[tuple[str, str], list[int]] = {}
    for number, take in enumerate(takes):
        if take.rep and (prospect := notes.key(take)):
            same.setdefault((take.rep, prospect), []).append(number)
    before: dict[int, int] = {}
    for numbers in same.values():
        dates = [takes[number].date or "" for number in numbers]
        in_order = [number for _, number in sorted(zip(dates, numbers, strict=True))] if all(dates) else numbers
        before.update(zip(in_order[1:], in_order, strict=False))
    return before
