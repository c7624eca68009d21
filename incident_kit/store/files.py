"""Whole files, read and replaced so that nobody's words vanish."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from incident_kit.errors import Conflict, RecordError, UnknownIncident

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LOCK_NAME = ".incident-kit.lock"
LOCK_TIMEOUT_S = 10.0

_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?\Z")
# What the kit writes, or reads, where folders of incidents stand.
_OURS = {"index.html", "kit.toml", "incident.schema.json"}
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|\Z)", re.IGNORECASE)


def check_incident_id(text: object) -> str:
    """Return ``text`` if it can name an incident and a folder everywhere.

    Raises
    ------
    UnknownIncident
        If it is no text, or a path, an option, a device name or the like.
    """
    if not isinstance(text, str):
        mend = f'write it in quotes: "{text}"' if isinstance(text, int) else ""
        what = f"an incident ID is text, not {type(text).__name__}"
        raise UnknownIncident.of(what, mend)
    if not text.strip():
        raise UnknownIncident.of("no incident ID", "name one: INC-001")
    shown = ascii(text if len(text) <= 80 else text[:77] + "…")
    mend = "use letters, digits, '.', '_' and '-', such as INC-001"
    if text.startswith("-"):
        what = f"{shown} is no incident ID: an ID cannot begin with '-'"
    elif len(text) > 64:
        what = f"{shown} is no incident ID: longer than 64 characters"
    elif not _ID.match(text) or ".." in text:
        what = f"{shown} is no incident ID"
    elif _DEVICE.match(text):
        what = f"{shown} is no incident ID: Windows keeps this name for a device"
    elif text.lower() in _OURS:
        what = f"{shown} is no incident ID: a file of the kit has this name"
    else:
        return text
    raise UnknownIncident.of(what, mend)


def read_bytes_with_digest(path: Path) -> tuple[bytes, str]:
    """Return what a file holds and its SHA-256, to compare before a write."""
    try:
        data = path.read_bytes()
    except OSError as error:
        mend = "make it a file that you may read"
        raise RecordError.of(
            error.strerror or str(error), mend, file=path.name
        ) from None
    return data, hashlib.sha256(data).hexdigest()


def replace_file(path: Path, data: bytes, *, expected: str | None) -> None:
    """Put ``data`` in place of a file, whole or not at all.

    ``expected`` is the SHA-256 of the version that the new one was made from,
    None if there must be no file yet.  The mode stays as it was.

    Raises
    ------
    Conflict
        If the file is not the one that was read, or is a link, or another
        program holds the folder's lock.
    OSError
        If the folder cannot be written; the old file stays whole.
    """
    lock = FileLock(
        path.parent / LOCK_NAME, timeout=LOCK_TIMEOUT_S, mode=_default_mode()
    )
    try:
        with naming(path):
            lock.acquire()
    except Timeout:
        what = "another program is writing in this folder"
        mend = "try again, or close the other form"
        raise Conflict.of(what, mend, file=str(path)) from None
    try:
        mode = _check_version(path, expected)
        with naming(path):
            _write_whole(path, data, mode)
    finally:
        lock.release()


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Let what the system refuses name the file that people know."""
    try:
        yield
    except OSError as error:
        if isinstance(error, TimeoutError) or error.errno is None:
            raise
        raise type(error)(error.errno, error.strerror, str(path)) from error


def _check_version(path: Path, expected: str | None) -> int | None:
    """Return the mode of the file that is there; refuse any other version."""
    try:
        status = path.lstat()
    except FileNotFoundError:
        if expected is None:
            return None
        what, mend = "the file is gone since it was read", "read the incident again"
        raise Conflict.of(what, mend, file=str(path)) from None
    if not stat.S_ISREG(status.st_mode):
        what = "a link, folder or device, not a plain file"
        mend = "put the file itself there"
        raise Conflict.of(what, mend, file=str(path))
    if expected is None:
        what, mend = "the file is there already", "choose another ID, or edit this one"
        raise Conflict.of(what, mend, file=str(path))
    if read_bytes_with_digest(path)[1] != expected:
        what = "somebody else changed the file since it was read"
        mend = "read it again and repeat the edit"
        raise Conflict.of(what, mend, file=str(path))
    return stat.S_IMODE(status.st_mode)


def _write_whole(path: Path, data: bytes, mode: int | None) -> None:
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            temporary.chmod(_default_mode() if mode is None else mode)
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def put_file(path: Path, data: bytes) -> None:
    """Write a built file whole or not at all; a rebuild replaces it.

    For what can be built again, so nothing is locked or synced; a record goes
    through :func:`replace_file`.
    """
    write_together({path: data})


def write_together(files: Mapping[Path, bytes]) -> None:
    """Write all files whole, or none: each is ready before the first is replaced."""
    ready: dict[Path, Path] = {}
    try:
        for path, data in files.items():
            with naming(path):
                ready[path] = _prepared(path, data)
        for path, temporary in ready.items():
            with naming(path):
                temporary.replace(path)
    except BaseException:
        for temporary in ready.values():
            temporary.unlink(missing_ok=True)
        raise


def _prepared(path: Path, data: bytes) -> Path:
    """Return a file beside a path that holds what it is to hold."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        temporary.chmod(0o644)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _default_mode() -> int:
    """Return the mode a new file gets here; mkstemp would lock the team out."""
    mask = os.umask(0o077)
    os.umask(mask)
    return 0o666 & ~mask


def _sync_folder(folder: Path) -> None:
    """Make the rename last through a power cut, where the system can."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # Some network file systems cannot sync a folder; the file is whole.
        if error.errno not in {errno.EINVAL, errno.ENOTSUP, errno.EBADF}:
            raise
    finally:
        os.close(descriptor)
