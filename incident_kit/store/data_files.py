"""The data files beside a record: which are there, and one that somebody hands in."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from incident_kit.errors import Conflict, SeriesError
from incident_kit.frames import evidence_path
from incident_kit.frames.header import (
    SUFFIXES,
    column_names,
    column_names_in,
    is_data_name,
)
from incident_kit.store.files import read_bytes_with_digest, replace_file

if TYPE_CHECKING:
    from pathlib import Path

MAX_HANDED_IN = 8_000_000
"""Bytes that a notebook hands to its kernel in one piece; Jupyter's own limit is 10 MiB."""

_SAVED_EXPORTS = "evidence"


def data_files(folder: Path) -> tuple[str, ...]:
    """Return the data files of an incident's folder, as a record names them."""
    found = []
    for inner in (folder, folder / _SAVED_EXPORTS):
        if inner.is_symlink() or not inner.is_dir():
            continue
        found += [
            path.relative_to(folder).as_posix()
            for path in sorted(inner.iterdir())
            if is_data_name(path.name) and path.is_file() and not path.is_symlink()
        ]
    return tuple(found)


def columns_of(folder: Path, name: str) -> tuple[str, ...]:
    """Return the columns of a data file that a record may name.

    Raises
    ------
    SeriesError
        If it lies elsewhere, is not there, or is no table.
    """
    return column_names(evidence_path(folder, name), shown=name)


def put_data_file(folder: Path, name: str, data: bytes) -> bool:
    """Write a data file into an incident's folder; return whether it is a new one.

    One that stands there with the same content stays; nothing is ever replaced.

    Raises
    ------
    SeriesError, Conflict
        If the name or the content is none of a data file, the file is too large, or
        another one of that name is there.  Nothing is written then.
    OSError
        If the folder cannot be written.
    """
    if len(data) > MAX_HANDED_IN:
        what = f"larger than {MAX_HANDED_IN // 10**6} MB"
        mend = "copy it into the incident's folder, where it is offered then"
        raise SeriesError.of(what, mend, file=name)
    if "/" in name or "\\" in name:
        raise SeriesError.of("a name with a path", "give the file alone", file=name)
    path = evidence_path(folder, name)
    if not is_data_name(name):
        mend = f"a data file ends in {', '.join(SUFFIXES)}"
        raise SeriesError.of("not the name of a data file", mend, file=name)
    column_names_in(data, shown=name)
    if path.is_file():
        if read_bytes_with_digest(path)[1] == hashlib.sha256(data).hexdigest():
            return False
        what = "a file of this name with other content is there"
        raise Conflict.of(what, "give it another name", file=name)
    replace_file(path, data, expected=None)
    return True
