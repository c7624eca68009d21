"""Where the incidents are: by argument, environment, folder, else the samples."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING

from incident_kit.errors import IncidentKitError, UnknownIncident
from incident_kit.store.bundled import bundled_path
from incident_kit.store.files import check_incident_id

if TYPE_CHECKING:
    from collections.abc import Callable

RECORD = "incident.yaml"
SAMPLES = "samples"
_BUNDLED = "notebooks/incidents"
_NAMED = 12


def _present() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The incidents folder in use, and how it was found.

    ``is_found`` says that nobody named it: it stands here or in a parent folder.
    ``here`` is where it was looked for, and where ``./incidents`` would be made.
    ``now`` returns what time it is there (UTC): whatever stamps a record asks it, and
    that of a drill is told by its replay.
    """

    path: Path
    how: str
    here: Path = field(default_factory=Path.cwd)
    is_bundled: bool = False
    is_found: bool = False
    now: Callable[[], datetime] = field(default=_present, repr=False, compare=False)

    @property
    def beside(self) -> Path:
        """The folder in which what is made stands beside ``incidents``."""
        return self.path.parent if self.is_found else self.here

    def shown(self, *parts: str) -> str:
        """Return a path below it as messages print it: never an absolute one."""
        path = self.path.joinpath(*parts)
        try:
            return path.relative_to(self.here).as_posix()
        except ValueError:
            return "/".join((self.path.name, *parts))

    def __str__(self) -> str:
        """Return one line: which folder, and why that one."""
        return f"incidents: {self.shown()} ({self.how})"


def find_home(
    home: str | Path | Home | None = None, *, here: Path | None = None
) -> Home:
    """Return the incidents folder: argument, environment, here or above, samples.

    The word ``samples`` names the bundled ones wherever they are installed.
    ``here`` is the working directory, or the folder that JupyterLab shows.  One that was
    found is itself.

    Raises
    ------
    IncidentKitError
        If the folder that was named is not there.
    """
    if isinstance(home, Home):
        return home
    if home:
        return _named(Path(home), "named")
    if from_environment := os.environ.get("INCIDENT_KIT_HOME"):
        return _named(Path(from_environment), "INCIDENT_KIT_HOME")
    here = here or Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "incidents").is_dir():
            if _is_samples(folder / "incidents"):
                return samples_home("they stand here", here)
            how = "here" if folder == here else "in a parent folder"
            return Home(path=folder / "incidents", how=how, is_found=True, here=here)
    return samples_home("no incidents folder here or above", here)


def samples_home(how: str, here: Path) -> Home:
    """Return the bundled samples, whatever stands in the folder."""
    return Home(
        path=bundled_path(_BUNDLED),
        is_bundled=True,
        here=here,
        how=f"bundled samples, read-only; {how}",
    )


def _named(path: Path, how: str) -> Home:
    if path == Path(SAMPLES) and not path.exists():
        return samples_home(how, Path.cwd())
    if not path.is_dir():
        raise IncidentKitError.of(
            f"no folder {str(path)!r}", f"name an incidents folder ({how})"
        )
    if _is_samples(path):
        return samples_home(how, Path.cwd())
    return Home(path=path.absolute(), how=how)


def _is_samples(path: Path) -> bool:
    """Return whether a folder is the bundled samples', which nobody may write."""
    try:
        return path.samefile(bundled_path(_BUNDLED))
    except (IncidentKitError, OSError):
        return False


def list_ids(home: Home) -> tuple[str, ...]:
    """Return the IDs of the folder, sorted; other folders are passed over."""
    found = []
    for folder in sorted(home.path.iterdir()):
        try:
            check_incident_id(folder.name)
        except UnknownIncident:
            continue
        if not folder.is_symlink() and (folder / RECORD).is_file():
            found.append(folder.name)
    return tuple(found)


def incident_folder(home: Home, incident_id: str) -> Path:
    """Return the folder of an incident that is there.

    Raises
    ------
    UnknownIncident
        If the ID is empty, no ID, or not there; the message lists what is, the
        nearest first.
    """
    if incident_id == "":
        raise UnknownIncident.of(
            "no incident named", f"set incident_id to one of: {_known(home)}"
        )
    check_incident_id(incident_id)
    folder = home.path / incident_id
    if folder.name not in {path.name for path in home.path.iterdir()} or not (
        (folder / RECORD).is_file()
    ):
        raise UnknownIncident.of(
            f"no incident {incident_id!r} in {home.shown()}",
            f"there are: {_known(home, incident_id)}",
        )
    if folder.is_symlink() or (folder / RECORD).is_symlink():
        raise UnknownIncident.of(f"{home.shown(incident_id)} is a link", "use a folder")
    return folder


def _known(home: Home, wanted: str = "") -> str:
    """Return the IDs of the folder as a message lists them, those like it first."""
    ids = list_ids(home)
    like = {
        one: SequenceMatcher(None, wanted.casefold(), one.casefold()).ratio()
        for one in ids
    }
    near = sorted((one for one in ids if like[one] >= 0.6), key=lambda one: -like[one])
    ordered = list(dict.fromkeys((*near[:3], *ids)))
    told = ", ".join(ordered[:_NAMED]) or "none yet; run incident-kit new ID"
    more = len(ordered) - _NAMED
    return f"{told} … and {more} more" if more > 0 else told
