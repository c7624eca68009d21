"""The command: ``incident-kit`` and ``jupyter incident``; no logic here.

``arguments`` says what may be written, ``commands`` what each command calls.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from incident_kit.cli.arguments import make_parser
from incident_kit.cli.commands import FAILED, REFUSED
from incident_kit.errors import IncidentKitError, RunFailed

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0 done, 1 problems found, 2 refused, 3 failed."""
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
        sys.stderr.close()
        return FAILED
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(
            f"{where}{error.strerror or error}; mend it and run again", file=sys.stderr
        )
        return REFUSED
