"""The files that come with the package: templates, samples.

In a checkout they stand at its top; a wheel installs them as shared data.
"""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path, PurePosixPath

from incident_kit.errors import IncidentKitError

_CHECKOUT = Path(__file__).parents[2]
_SHARE = PurePosixPath("share/incident-kit")


def bundled_path(name: str) -> Path:
    """Return where ``templates/…`` or ``notebooks/…`` stands here.

    The checkout comes first, so that an editable install is never stale.

    Raises
    ------
    IncidentKitError
        If the installation lacks it.
    """
    if (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / name).exists():
        return _CHECKOUT / name
    for path in (_installed(name), Path(sys.prefix) / _SHARE / name):
        if path is not None and path.exists():
            return path
    raise IncidentKitError.of(
        f"{name} is missing from this installation", "install incident-kit again"
    )


def _installed(name: str) -> Path | None:
    """Return the path that the wheel's own list of files gives."""
    wanted = _SHARE / name
    try:
        listed = files("incident-kit") or []
    except PackageNotFoundError:
        return None
    for one in listed:
        path = PurePosixPath(str(one))
        below = str(path).partition(f"{wanted}")[2]
        if str(wanted) in str(path) and (not below or below.startswith("/")):
            found = Path(str(one.locate())).resolve()
            return (
                found.parents[len(PurePosixPath(below).parts) - 2] if below else found
            )
    return None
