"""A practice session: scenario, take, feedback, and again, until the rep stops; then a summary.

The loop knows neither microphone nor terminal nor store: it is given what it needs as callables, and says lines of
text.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from vmcoach.assessment import Assessment
from vmcoach.assessment.wording import seconds
from vmcoach.changes import gist
from vmcoach.document import result_document
from vmcoach.outcome import Failure, Outcome
from vmcoach.printable import printable
from vmcoach.reports import wording
from vmcoach.rounding import UNKNOWN, counted
from vmcoach.rubric import Rubric
from vmcoach.session.scenarios import DRILLS, NO_WORDS, Scenario

CHOICES = "Enter: again · p: play it · n: next scenario · q: stop"


@dataclass(frozen=True, slots=True)
class Means:
    """All that a session needs of the world."""

    record: Callable[[], Path | None]
    """A new take, or None where there is no more to take."""
    grade: Callable[[Path, Scenario], Outcome]
    """What a take of a scenario comes to."""
    keep: Callable[[Assessment, Path, Scenario], None]
    """Keep a take in the history; called once for each that was scored and has words."""
    discard: Callable[[Path], None]
    """Called when a take is not needed any more, if it was recorded only for the session."""
    play: Callable[[Path], None]
    """Let the rep hear a take."""
    ask: Callable[[str], str]
    """The answer to a prompt, stripped and in lower case; what stands for it at the end of input is the caller's."""
    say: Callable[[str], None]
    """Show a line of text."""
    best_score: Callable[[], int | None]
    """Of the takes kept so far that the rubric of the session judged; None where there are none."""


def run(scenarios: Sequence[Scenario], drill: str | None, rubric: Rubric, means: Means) -> list[Assessment]:
    """A session over scenarios; gives every take that was scored, in order, and sums up even what is broken off."""
    done: list[Assessment] = []
    try:
        for at, scenario in enumerate(scenarios):
            goal = drill or scenario.drill
            for line in introduction(scenario, goal, rubric, at + 1, len(scenarios)):
                means.say(line)
            if not _practise(scenario, goal, means, done):
                break
    finally:
        for line in summary(done):
            means.say(line)
    return done


def _practise(scenario: Scenario, drill: str | None, means: Means, done: list[Assessment]) -> bool:
    """Take after take of one scenario; whether the session goes on after it."""
    last: Assessment | None = None
    while (take := means.record()) is not None:
        best = means.best_score()
        outcome = means.grade(take, scenario)
        if isinstance(outcome, Failure):
            means.say(f"Not scored: {outcome.message}")
        else:
            for line in feedback(outcome, last, best, drill):
                means.say(line)
            done.append(outcome)
            if _is_spoken(outcome):
                means.keep(outcome, take, scenario)
                last = outcome
        answer = _answer(take, means)
        means.discard(take)
        if answer != "":
            return answer == "n"
    return False


def _answer(take: Path, means: Means) -> str:
    """What to do next: "" for again, "n" or "q"; playing back is done on the spot."""
    while True:
        answer = means.ask(f"{CHOICES} > ")
        if answer == "p":
            means.play(take)
        elif answer in ("", "n", "q"):
            return answer


def _is_spoken(take: Assessment) -> bool:
    """Whether there is a message in it: Enter pressed twice, or a muted microphone, says nothing of the rep."""
    return take.duration_verdict != "no_speech"


def introduction(scenario: Scenario, drill: str | None, rubric: Rubric, number: int, count: int) -> list[str]:
    """Whom to call and what to watch."""
    lines = ["", f"Scenario {number} of {count}: {printable(scenario.title)}", f"  {printable(scenario.brief)}"]
    if notes := scenario.prospect:
        if called := " · ".join(filter(None, [notes.name, notes.company, notes.industry])):
            lines.append(f"  {printable(called)}")
        lines += [f"  - {printable(fact)}" for fact in (*notes.facts, *notes.earlier_contacts)]
        lines += [f"  - Do not mention: {printable(each)}" for each in notes.do_not_mention]
    if drill:
        lines.append(f"  Drill: {DRILLS[drill].goal(rubric)}")
    return lines


def feedback(take: Assessment, last: Assessment | None, best_score: int | None, drill: str | None) -> list[str]:
    """The verdict, the change against the last take and the personal best, and one thing to fix."""
    symbol = "✓" if take.passed else "✗"
    standing = filter(None, [f"{take.score} of 100", wording.hindrance(take), wording.length(take)])
    lines = [f"{symbol} {wording.verdict_word(take)} {' · '.join(standing)}"]
    lines += [f"  ! {finding.message}" for finding in wording.noted(take, "Recognition")]
    if drill:
        shortfall = DRILLS[drill].shortfall(take)
        lines.append(f"  Drill: {'done' if shortfall is None else f'not yet, {shortfall}'}")
    if not _is_spoken(take):
        lines.append("  Without words it is not put into the history.")
        last = best_score = None
    if last is not None:
        lines.append(f"  Since the last take: {change(last, take)}")
    if best_score is not None:
        lines.append(f"  {_beside_best(take.score, best_score)}")
    if take.advice:
        lines.append(f"  Fix one thing: {printable(take.advice[0])}")
    return lines


def _beside_best(score: int, best: int) -> str:
    if score > best:
        return f"A new personal best, {score - best} better"
    return "As good as your best" if score == best else f"Your best is {best}"


def change(before: Assessment, after: Assessment) -> str:
    """What two takes differ in: score, length, pace, fillers, pauses."""
    seen = [each for each in gist(result_document(before), result_document(after)) if each.told not in ("=", UNKNOWN)]
    return ", ".join(f"{each.name} {each.told} {each.unit}".rstrip() for each in seen) or "nothing measurable"


def summary(done: Sequence[Assessment]) -> list[str]:
    """The session in a few lines."""
    if not done:
        return ["", "No take was scored."]
    passed = sum(take.passed for take in done)
    lines = ["", f"Session: {counted(len(done), 'take')}, {passed} passed"]
    for number, take in enumerate(done, 1):
        measures = take.measures
        fillers = counted(measures.fillers.count, "filler") if measures.pace.words else NO_WORDS
        symbol = "✓" if take.passed else "✗"
        lines.append(f"  {number:2}  {symbol} {take.score:3}  {seconds(measures.duration.total_s):>7}  {fillers}")
    spoken = [take for take in done if _is_spoken(take)]
    if len(spoken) > 1:
        lines.append(f"  First to last: {change(spoken[0], spoken[-1])}")
    return lines
