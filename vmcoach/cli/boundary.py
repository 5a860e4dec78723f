"""Where errors end: one line on standard error and an exit code, whatever command raised them."""

from typing import Any

import typer
from typer.core import TyperGroup

from vmcoach import console
from vmcoach.errors import VmcoachError

INTERRUPTED = 130
"""128 + SIGINT, as a shell gives it."""
BROKEN_PIPE = 141
"""128 + SIGPIPE: the reader of the output went away, as `head` does."""


class Commands(TyperGroup):
    """A group of commands that tells the user's errors in a line; anything else is a bug and keeps its traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command; `ctx` is typer's context, of a class that it keeps to itself."""
        try:
            return super().invoke(ctx)
        except VmcoachError as error:
            console.note(f"vmcoach: {error}")
            raise typer.Exit(error.exit_code) from error
        except (KeyboardInterrupt, typer.Abort) as error:  # a question that nobody answers is an Abort
            console.note("vmcoach: interrupted")
            raise typer.Exit(INTERRUPTED) from error
        except BrokenPipeError as error:
            raise typer.Exit(BROKEN_PIPE) from error
