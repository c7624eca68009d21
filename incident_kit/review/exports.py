"""A built review in its other forms, and the whole of it on disk or nothing."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from incident_kit.errors import PageRefused, RunFailed
from incident_kit.export.kinds import FILES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.review.preprocess import PagePart
    from incident_kit.review.run_mark import Withholding
    from incident_kit.review.workbook import Workbook

PAGE = "review.html"
_ESCAPE = re.compile(r"\\([\\/!-~])")


def check_ready(forms: Sequence[str]) -> None:
    """Raise before the run when a form cannot be made on this machine."""
    if "pdf" in forms:
        from incident_kit.export.chromium import find_chromium

        find_chromium()


def export_files(
    forms: Sequence[str],
    *,
    executed: Any,  # a NotebookNode
    page: str,
    workbook: Workbook,
) -> dict[str, bytes]:
    """Return each form's file by its name, made from the parts of one run.

    ``workbook`` was opened before the run, for the same profile: what it says is
    what the run shows, or nothing is made.

    Raises
    ------
    PageRefused
        If one holds what must not leave this machine, or is withheld.
    IncidentKitError, RunFailed
        If there is no PDF to be had, or the record changed meanwhile.
    """
    if not forms:
        return {}
    from incident_kit.page.audit import machine_marks
    from incident_kit.review.preprocess import shown_parts

    shown = shown_parts(executed)
    if not _is_of_run(workbook, shown.parts):
        raise _changed_meanwhile(workbook.mark.incident_id)
    secrets = machine_marks()
    files = {}
    for name in forms:
        if name == "pdf":
            files[FILES[name]] = _pdf(page, workbook, secrets)
            continue
        text = _text(name, shown.parts, workbook)
        _check(FILES[name], text, secrets, shown.withheld)
        files[FILES[name]] = text.encode()
    return files


def _is_of_run(workbook: Workbook, parts: Sequence[PagePart]) -> bool:
    """Return whether a run shows what the workbook says: inputs, digests, until when."""
    from incident_kit.page.blocks import section_from_json

    return section_from_json(workbook.section("sources").to_json()) in parts


def _pdf(page: str, workbook: Workbook, secrets: Sequence[str]) -> bytes:
    """Return the page on paper: it was searched as a page, and prints nothing else."""
    from incident_kit.export.pdf import pdf_document

    as_of = workbook.assessment.clocks.as_of
    return pdf_document(page, as_of=as_of, secrets=secrets)


def _text(name: str, parts: Sequence[PagePart], workbook: Workbook) -> str:
    """Return one form; the modules that make it are loaded when asked for."""
    if name == "markdown":
        from incident_kit.export.markdown import markdown_document

        return markdown_document(parts, page=PAGE)
    if name == "json":
        from incident_kit.export.review_json import json_document

        return json_document(workbook.assessment)
    from incident_kit.export.follow_ups import follow_ups_csv

    return follow_ups_csv(workbook.assessment.incident.record)


def _check(
    file: str, text: str, secrets: Sequence[str], withheld: Withholding | None
) -> None:
    from incident_kit.page.audit import held_secrets
    from incident_kit.release.search import refuse_withheld

    for reading in (text, _ESCAPE.sub(r"\1", text)):
        if held := held_secrets(reading, secrets):
            raise PageRefused(
                f"{file} refused: it holds {held[0]!r}, which must not leave this machine"
            )
        if withheld:
            refuse_withheld(reading, withheld.values, links=withheld.links)


def _changed_meanwhile(incident_id: str) -> RunFailed:
    """Return the error of a run that shows other inputs than the record had."""
    return RunFailed.of(
        f"the run of {incident_id} does not show the inputs that its record had",
        "run it again; a notebook of yours must end with review.sources",
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
        if name not in kept
        and name in digests
        and digest_of(folder / name) == digests[name]
    )


def digest_of(content: bytes | Path) -> str | None:
    """Return the SHA-256 of bytes, or of a file; None when there is no such file."""
    if isinstance(content, Path):
        if content.is_symlink() or not content.is_file():
            return None
        content = content.read_bytes()
    return hashlib.sha256(content).hexdigest()
