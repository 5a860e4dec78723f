"""`python -m vmcoach` and the installed `vmcoach` command."""

import atexit
import gc
import os
import sys

from vmcoach.cli import app

MOST_NEW = 100_000
"""Objects made before garbage is looked for. What is loaded at the start stays: looking through it takes 0.15 s."""


def main() -> None:
    """Run the command line."""
    gc.set_threshold(MOST_NEW)
    _stand_in_for_closed_streams()
    try:
        app(prog_name="vmcoach")
    except SystemExit as end:
        if isinstance(end.code, int):
            _leave(end.code)
        raise


def _stand_in_for_closed_streams() -> None:
    """Open something in place of standard streams that are closed, or the next file opened would be taken for one.

    There is nothing to read, messages are lost, and a result cannot be written, which is told by the exit code.
    """
    streams = (("stdin", "r", os.O_RDONLY), ("stdout", "w", os.O_RDONLY), ("stderr", "w", os.O_WRONLY))
    for name, mode, access in streams:
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, access), mode))


def _leave(code: int) -> None:
    """End the process with everything written, but without taking its modules apart: that takes torch's half a second,
    and a tenth of what `vmcoach history` takes."""
    sys.stdout.flush()
    sys.stderr.flush()
    atexit._run_exitfuncs()
    os._exit(code)


if __name__ == "__main__":
    main()
