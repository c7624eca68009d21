"""The command: ``incident-kit`` and ``jupyter incident``; no logic here.

``arguments`` says what may be written, ``commands`` what each command calls.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from incident_kit.cli.arguments import make_parser
from incident_kit.cli.commands import FAILED, REFUSED
from incident_kit.errors import IncidentKitError, RunFailed, system_problem

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]

# 128 + SIGPIPE: what a shell reports of every program whose reader has gone; 0
# would say that nothing was found, which nobody knows
READER_GONE = 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0 done, 1 problems found, 2 refused, 3 failed.

    141 says that nobody reads on, as behind ``| head``: no failure of the run.
    """
    try:
        try:
            return _run(arguments)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        # the interpreter flushes once more at its end, and would complain
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):
            os.dup2(nowhere, stream.fileno())
        return READER_GONE


def _run(arguments: Sequence[str] | None) -> int:
    options = make_parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except RunFailed as error:
        print(error, file=sys.stderr)
        return FAILED
    except IncidentKitError as error:
        print(error, file=sys.stderr)
        return REFUSED
    except BrokenPipeError:
        raise
    except OSError as error:
        print(system_problem(error), file=sys.stderr)
        return REFUSED
