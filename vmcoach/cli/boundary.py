"""Where errors end: one line on standard error and an exit code, whatever command raised them."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer
from typer.core import TyperGroup

from vmcoach import console
from vmcoach.errors import ExitCode, VmcoachError

INTERRUPTED = 130
"""128 + SIGINT, as a shell gives it."""
BROKEN_PIPE = 141
"""128 + SIGPIPE: the reader of the output went away, as `head` does."""

_UNWRITABLE = frozenset({errno.ENOSPC, errno.EBADF, errno.EIO})
"""What standard output gives on a full disk, where it is closed, and where its terminal is gone."""


class Commands(TyperGroup):
    """A group of commands that tells the user's errors in a line; anything else is a bug and keeps its traceback."""

    def make_context(self, *args: Any, **kwargs: Any) -> Any:
        """Read the command line; `--help` and `--version` print here already."""
        with _told():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: Any) -> Any:
        """Run a command; `ctx` is typer's context, of a class that it keeps to itself."""
        with _told():
            return super().invoke(ctx)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except VmcoachError as error:
        console.note(f"vmcoach: {error}")
        raise typer.Exit(error.exit_code) from error
    except (KeyboardInterrupt, typer.Abort) as error:  # a question that nobody answers is an Abort
        console.note("vmcoach: interrupted")
        raise typer.Exit(INTERRUPTED) from error
    except BrokenPipeError as error:
        raise typer.Exit(BROKEN_PIPE) from error
    except SystemExit as error:  # rich's own end of a broken pipe, while it prints typer's help
        if not isinstance(error.__context__, BrokenPipeError):
            raise
        raise typer.Exit(BROKEN_PIPE) from error
    except OSError as error:
        if error.errno not in _UNWRITABLE:
            raise
        console.discard_output()  # it was typer's help: what vmcoach itself writes is told by `console`
        console.note(f"vmcoach: The help cannot be written ({error.strerror}).")
        raise typer.Exit(ExitCode.SETUP) from error
