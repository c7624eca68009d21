"""The long prose beside a record: ``narrative.md``, read as strictly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.errors import Problem, RecordError
from incident_kit.incident import InputFile
from incident_kit.store.files import read_bytes_with_digest

if TYPE_CHECKING:
    from pathlib import Path

NARRATIVE = "narrative.md"
_MOST_BYTES = 1_000_000


def read_narrative(folder: Path, *, shown: str) -> tuple[str, InputFile | None]:
    """Return what the file says, and its name with digest; nothing without it.

    ``shown`` is how messages call the folder.

    Raises
    ------
    RecordError
        If it is a link, larger than a megabyte, or no UTF-8.
    """
    path = folder / NARRATIVE
    if not path.exists() and not path.is_symlink():
        return "", None
    name = f"{shown}/{NARRATIVE}"
    if path.is_symlink() or not path.is_file():
        raise RecordError(
            Problem(
                file=name,
                what="a link, not a plain file",
                mend="put the file itself there",
            )
        )
    if path.stat().st_size > _MOST_BYTES:
        raise RecordError(
            Problem(
                file=name,
                what="larger than a megabyte",
                mend="keep the story here and put raw text under evidence/",
            )
        )
    data, digest = read_bytes_with_digest(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise RecordError(
            Problem(
                file=name,
                line=line,
                what=f"byte {error.start} is no UTF-8",
                mend="save the file as UTF-8",
            )
        ) from None
    return text, InputFile(name=NARRATIVE, sha256=digest)
