"""A built review in its other forms, and the whole of it on disk or nothing."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from incident_kit.errors import PageRefused, Problem, RunFailed
from incident_kit.export.kinds import FILES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from incident_kit.page.blocks import Section
    from incident_kit.page.render import Fragment
    from incident_kit.review.workbook import Workbook

PAGE = "review.html"
_ESCAPE = re.compile(r"\\([\\/!-~])")


def check_ready(forms: Sequence[str]) -> None:
    """Raise before the run when a form cannot be made on this machine."""
    if "pdf" in forms:
        from incident_kit.export.chromium import find_chromium  # noqa: PLC0415

        find_chromium()


def is_of_run(workbook: Workbook, parts: Sequence[Section | Fragment]) -> bool:
    """Return whether a run shows what the workbook says: inputs, digests, until when."""
    from incident_kit.page.blocks import section_from_json  # noqa: PLC0415  # pydantic

    return section_from_json(workbook.sources.to_json()) in parts


def export_files(
    forms: Sequence[str],
    *,
    parts: Sequence[Section | Fragment],
    page: str,
    workbook: Workbook,
    secrets: Sequence[str],
) -> dict[str, bytes]:
    """Return each form's file by its name, made from the parts of one run.

    ``secrets`` is what must not stand in them, as for the page's audit.

    Raises
    ------
    PageRefused
        If one of them stands there.
    IncidentKitError, RunFailed
        If there is no PDF to be had.
    """
    made = {name: _made(name, parts, page, workbook, secrets) for name in forms}
    return {FILES[name]: content for name, content in made.items()}


def _made(
    name: str,
    parts: Sequence[Section | Fragment],
    page: str,
    workbook: Workbook,
    secrets: Sequence[str],
) -> bytes:
    """Return one form; the modules that make it are heavy, and loaded when asked for."""
    from incident_kit.page.audit import held_secrets  # noqa: PLC0415

    found = workbook.assessment
    if name == "pdf":
        from incident_kit.export.pdf import pdf_document  # noqa: PLC0415

        return pdf_document(page, as_of=found.clocks.as_of, secrets=secrets)
    if name == "markdown":
        from incident_kit.export.markdown import markdown_document  # noqa: PLC0415

        text = markdown_document(parts, page=PAGE)
    elif name == "json":
        from incident_kit.export.review_json import json_document  # noqa: PLC0415

        text = json_document(found)
    else:
        from incident_kit.export.follow_ups import follow_ups_csv  # noqa: PLC0415

        text = follow_ups_csv(found.incident.record)
    readings = (text, _ESCAPE.sub(r"\1", text))
    if held := [one for reading in readings for one in held_secrets(reading, secrets)]:
        raise PageRefused(
            f"{FILES[name]} refused: it holds {held[0]!r}, which must not leave this machine"
        )
    return text.encode()


def changed_meanwhile(incident_id: str) -> RunFailed:
    """Return the error of a run that shows other inputs than the record has now."""
    return RunFailed(
        Problem(
            what=f"the run of {incident_id} does not show the inputs that its record has now",
            mend="run it again; a notebook of yours must end with review.sources",
        )
    )


def outdated(folder: Path, kept: Sequence[str]) -> tuple[Path, ...]:
    """Return the forms of an earlier build that are not built again.

    Beside a newer page they would say something else.  Only what that build's
    receipt names, and nobody has changed since, is counted.
    """
    try:
        receipt = json.loads((folder / "receipt.json").read_text(encoding="utf-8"))
        digests = dict(receipt["also_sha256"])
    except (OSError, ValueError, KeyError, TypeError):
        return ()
    return tuple(
        folder / name
        for name in FILES.values()
        if name not in kept and name in digests and digest_of(folder / name) == digests[name]
    )  # fmt: skip


def digest_of(content: bytes | Path) -> str | None:
    """Return the SHA-256 of bytes, or of a file; None when there is no such file."""
    if isinstance(content, Path):
        if content.is_symlink() or not content.is_file():
            return None
        content = content.read_bytes()
    return hashlib.sha256(content).hexdigest()


def write_together(files: Mapping[Path, bytes]) -> None:
    """Write all files whole, or none: each is ready before the first is replaced."""
    ready: dict[Path, Path] = {}
    try:
        for path, data in files.items():
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            ready[path] = Path(name)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            ready[path].chmod(0o644)
        for path, temporary in ready.items():
            temporary.replace(path)
    except BaseException:
        for temporary in ready.values():
            temporary.unlink(missing_ok=True)
        raise
