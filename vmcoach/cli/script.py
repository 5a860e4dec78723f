"""`vmcoach script`: a written script in, its seconds, contents and cuts out."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vmcoach import console
from vmcoach.cli.options import ProfileName, ProspectFile, RubricFile, Store, chosen_rubric

if TYPE_CHECKING:
    from vmcoach.script import Tempo

File = Annotated[
    Path,
    typer.Argument(metavar="FILE", help="The script, as plain text; - for standard input.", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", metavar="", help="Print it all as JSON.")]
Rep = Annotated[
    str | None,
    typer.Option(
        "--rep", metavar="NAME", help="Predict from this rep's last takes in the history.", show_default=False
    ),
]

RECENT_TAKES = 20
"""Takes that say how fast a rep speaks now."""


def script(
    file: File,
    rep: Rep = None,
    as_json: AsJson = False,
    rubric: RubricFile = None,
    profile: ProfileName = None,
    prospect: ProspectFile = None,
    store: Store = None,
) -> None:
    """Predict how long a script will take, say what it lacks, and what to cut to reach the target."""
    from vmcoach.files import read_text
    from vmcoach.prospect import load_prospect
    from vmcoach.script import review
    from vmcoach.script.report import script_document, script_report

    judge_by, notes = chosen_rubric(rubric, profile), load_prospect(prospect) if prospect else None
    reviewed = review(read_text(file, "script"), judge_by, _tempo(rep, store), notes)
    if as_json:
        console.write(json.dumps(script_document(reviewed), indent=2) + "\n")
    else:
        console.write(script_report(reviewed, *console.page()))


def _tempo(rep: str | None, store: Path | None) -> "Tempo":
    """The tempo of a rep's last takes; the usual one where no rep is named."""
    from vmcoach.history import open_history, store_path
    from vmcoach.script import Tempo, tempo_of

    if rep is None:
        return Tempo()
    with open_history(store_path(store)) as history:
        return tempo_of([history.result(take.number) for take in history.takes(rep, RECENT_TAKES)])
