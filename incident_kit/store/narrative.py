"""The long prose beside a record: ``narrative.md``, read as strictly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.errors import RecordError
from incident_kit.store.files import read_bytes_with_digest

if TYPE_CHECKING:
    from pathlib import Path

NARRATIVE = "narrative.md"
_MOST_BYTES = 1_000_000


def read_narrative(folder: Path, *, shown: str) -> tuple[str, str]:
    """Return what the file says, and its digest; both empty without it.

    ``shown`` is how messages call the folder.

    Raises
    ------
    RecordError
        If it is a link, larger than a megabyte, or no UTF-8.
    """
    path = folder / NARRATIVE
    if not path.exists() and not path.is_symlink():
        return "", ""

    def refused(what: str, mend: str, line: int | None = None) -> RecordError:
        file = f"{shown}/{NARRATIVE}"
        return RecordError.of(what, mend, file=file, line=line)

    if path.is_symlink() or not path.is_file():
        raise refused("a link, not a plain file", "put the file itself there")
    if path.stat().st_size > _MOST_BYTES:
        mend = "keep the story here and put raw text under evidence/"
        raise refused("larger than a megabyte", mend)
    data, digest = read_bytes_with_digest(path)
    try:
        return data.decode("utf-8-sig"), digest
    except UnicodeDecodeError as error:
        what, line = (
            f"byte {error.start} is no UTF-8",
            data.count(b"\n", 0, error.start),
        )
        raise refused(what, "save the file as UTF-8", line + 1) from None
