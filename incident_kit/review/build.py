"""Build reviews: run the template for an incident, export it, write the receipt."""

from __future__ import annotations

import json
import logging
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from incident_kit import __version__, errors
from incident_kit.errors import IncidentKitError, Problem, RunFailed
from incident_kit.export.kinds import check_also
from incident_kit.incident import Incident
from incident_kit.page.profiles import check_profile
from incident_kit.review.as_of import parse_as_of
from incident_kit.review.exports import (
    changed_meanwhile,
    check_ready,
    digest_of,
    export_files,
    is_of_run,
    outdated,
    write_together,
)
from incident_kit.review.failed_cell import failed_cell
from incident_kit.store.bundled import bundled_path
from incident_kit.store.files import read_bytes_with_digest
from incident_kit.store.home import Home, find_home
from incident_kit.store.records import StoredRecord, read_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from incident_kit.review.workbook import Workbook

# No cell of ours takes a minute; a hanging one must not hang the command.
_CELL_TIMEOUT_S = 600
# Ending a kernel at once interrupts it, which it would report as an error.
_KERNEL_ARGUMENTS = ["--log-level=CRITICAL"]
_VERSIONS = ("matplotlib", "nbconvert", "numpy", "pandas", "papermill", "pyarrow")


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """The files of one built review.

    ``also`` are its other forms, ``removed`` those of an earlier build that said
    something else than this page.
    """

    incident_id: str
    html: Path
    notebook: Path
    receipt: Path
    also: tuple[Path, ...] = ()
    removed: tuple[Path, ...] = ()


def build_review(
    incident_id: str,
    *,
    home: str | Path | None = None,
    out: str | Path = "reviews",
    template: str = "postmortem",
    profile: str = "internal",
    as_of: str | None = None,
    also: Iterable[str] = (),
) -> Review:
    """Run the template for one incident and write page, notebook and receipt.

    The page equals, byte for byte, what papermill and nbconvert give by hand.
    ``also`` names other forms of it: markdown, pdf, json, csv; they stand beside
    the page.  Nothing is written unless everything succeeded.

    Raises
    ------
    IncidentKitError
        Bad input: one line per problem.
    RunFailed
        If the run itself failed: a kernel that died, a cell of the team's own.
    """
    check_profile(profile)
    forms = check_also(also, profile=profile)
    check_ready(forms)
    stored = _read(incident_id, find_home(home), as_of)
    notebook = _template(template)
    _stub_slow_import()
    parameters = {
        "incident_id": incident_id, "home": str(home or ""),
        "as_of": as_of or "", "profile": profile,
    }  # fmt: skip
    before = _opened(parameters) if forms else None
    executed = _execute(notebook, parameters)
    page = _export(executed)
    exports = _exports(forms, executed, page, before, parameters) if before else {}
    return _write(stored, executed, page, Path(out), profile=profile, exports=exports)


def _opened(parameters: Mapping[str, str]) -> Workbook:
    from incident_kit.review.workbook import open_review  # noqa: PLC0415  # heavy

    return open_review(**parameters)


def _exports(
    forms: Sequence[str],
    executed: Any,  # a NotebookNode
    page: str,
    before: Workbook,
    parameters: Mapping[str, str],
) -> dict[str, bytes]:
    """Return the other forms, of the very inputs that the run shows.

    With ``now`` a minute may pass between; then those from after it are the ones.
    """
    from incident_kit.page.audit import machine_marks  # noqa: PLC0415  # heavy
    from incident_kit.review.preprocess import page_parts  # noqa: PLC0415  # heavy

    parts = page_parts(executed, profile=parameters["profile"])
    workbook = before if is_of_run(before, parts) else _opened(parameters)
    if not is_of_run(workbook, parts):
        raise changed_meanwhile(parameters["incident_id"])
    return export_files(
        forms, parts=parts, page=page, workbook=workbook, secrets=machine_marks()
    )


def build_many(
    incident_ids: Sequence[str],
    *,
    home: str | Path | None = None,
    out: str | Path = "reviews",
    template: str = "postmortem",
    profile: str = "internal",
    as_of: str | None = None,
    also: Sequence[str] = (),
) -> Iterator[Review]:
    """Build several reviews, each once; all records are read before the first run.

    Shows a bar on a terminal; a log gets the plain lines of the caller.
    """
    found = find_home(home)
    check_profile(profile)
    check_ready(check_also(also, profile=profile))
    ids = tuple(dict.fromkeys(incident_ids))
    for incident_id in ids:
        _read(incident_id, found, as_of)
    for incident_id in _progress(ids):
        yield build_review(
            incident_id, home=home, out=out, template=template, profile=profile,
            as_of=as_of, also=also,
        )  # fmt: skip


def _read(incident_id: str, home: Home, as_of: str | None) -> StoredRecord:
    """Return the record, once it and ``as_of`` are known to be fit for a run.

    The series are read in the kernel, which asks once more with them.
    """
    stored = read_record(incident_id, home)
    parse_as_of(as_of or "", Incident(record=stored.record))
    return stored


def _progress(incident_ids: Sequence[str]) -> Iterator[str]:
    if not sys.stderr.isatty():
        yield from incident_ids
        return
    from tqdm import tqdm  # type: ignore[import-untyped]  # noqa: PLC0415  # only where somebody looks

    yield from tqdm(incident_ids, unit="review", leave=False)


def _template(name: str) -> Path:
    if name == "postmortem":
        return bundled_path("templates/postmortem.ipynb")
    path = Path(name).absolute()
    if path.suffix != ".ipynb" or not path.is_file():
        raise IncidentKitError(
            Problem(
                what=f"no template {name!r}",
                mend="write postmortem, or a path to a notebook",
            )
        )
    return path


def _stub_slow_import() -> None:
    """Keep a JSON Schema dependency from compiling its 35 grammars at import.

    JupyterLab brings ``rfc3987_syntax``, which costs about a second and checks
    a format that no notebook uses; jsonschema skips it when it is missing.
    """
    if "rfc3987_syntax" not in sys.modules:
        sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]  # the import system's own sign for "not there"


def _execute(template: Path, parameters: dict[str, str]) -> Any:  # a NotebookNode
    import nbformat  # noqa: PLC0415  # heavy
    from nbclient.exceptions import CellTimeoutError, DeadKernelError  # noqa: PLC0415
    from papermill import PapermillExecutionError  # type: ignore[import-untyped]  # noqa: PLC0415
    from papermill.execute import execute_notebook  # type: ignore[import-untyped]  # noqa: PLC0415

    logging.getLogger("papermill").setLevel(logging.ERROR)
    node = nbformat.read(template, as_version=4)  # type: ignore[no-untyped-call]  # nbformat is half typed
    try:
        return execute_notebook(
            node, None, parameters=parameters, progress_bar=False,
            execution_timeout=_CELL_TIMEOUT_S, config=_kernel_config(),
            shutdown_kernel="immediate", extra_arguments=_KERNEL_ARGUMENTS,
        )  # fmt: skip
    except PapermillExecutionError as error:
        raise _our_error(error, node, template.name) from None
    except (DeadKernelError, CellTimeoutError) as error:
        what = str(error).strip().splitlines()[0]
        raise RunFailed(
            Problem(what=f"the run did not reach its end: {what}", mend="run it again")
        ) from None


def _kernel_config() -> Any:  # a traitlets Config
    """Let the kernel's messages be encrypted, as it would otherwise warn."""
    from traitlets.config import Config  # noqa: PLC0415

    return Config({"KernelManager": {"transport_encryption": "auto"}})


def _our_error(error: Any, node: Any, file: str) -> IncidentKitError:
    """Return the error that a cell raised: ours as it was, others as failed."""
    kind = getattr(errors, error.ename, None)
    if isinstance(kind, type) and issubclass(kind, IncidentKitError):
        return kind(*error.evalue.splitlines())
    # papermill counts from 0, and the cell of parameters that it put in as well
    number = error.cell_index
    if number < 1 or node.cells[number - 1].source != error.source:
        number += 1
    cell = node.cells[number - 1]
    return RunFailed(failed_cell(file, number, cell, error.ename, error.evalue))


def _export(executed: Any) -> str:  # a NotebookNode
    from nbconvert.exporters import HTMLExporter  # noqa: PLC0415  # heavy

    # no template from the working directory: a stray folder there would win
    exporter = HTMLExporter(  # type: ignore[no-untyped-call]  # nbconvert is untyped
        template_name="incident_report", extra_template_basedirs=[]
    )
    page: str = exporter.from_notebook_node(executed)[0]
    return page


def _write(
    stored: StoredRecord,
    executed: Any,  # a NotebookNode
    page: str,
    out: Path,
    *,
    profile: str,
    exports: Mapping[str, bytes],
) -> Review:
    folder = out / stored.record.id
    beside = {folder / name: data for name, data in exports.items()}
    review = Review(
        incident_id=stored.record.id, html=folder / "review.html",
        notebook=folder / "review.ipynb", receipt=folder / "receipt.json",
        also=tuple(beside), removed=outdated(folder, tuple(exports)),
    )  # fmt: skip
    html = page.encode()
    folder.mkdir(parents=True, exist_ok=True)
    write_together({
        review.notebook: _notebook_text(executed).encode(),
        review.receipt: _receipt(stored, html, profile, exports).encode(),
        **beside,
        review.html: html,
    })  # fmt: skip
    for path in review.removed:
        path.unlink(missing_ok=True)
    return review


def _notebook_text(executed: Any) -> str:
    """Return the run notebook without the paths and times papermill notes."""
    import nbformat  # noqa: PLC0415  # heavy

    executed.metadata.pop("papermill", None)
    for cell in executed.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
    text: str = nbformat.writes(executed)  # type: ignore[no-untyped-call]  # nbformat is half typed
    return text + "\n"


def _receipt(
    stored: StoredRecord, html: bytes, profile: str, exports: Mapping[str, bytes]
) -> str:
    files = dict.fromkeys(one.file for one in stored.record.impact if one.file)
    inputs = {stored.path.name: stored.digest} | {
        name: read_bytes_with_digest(stored.path.parent / name)[1] for name in files
    }
    content = {
        "incident": stored.record.id,
        "profile": profile,
        "inputs_sha256": inputs,
        "page_sha256": digest_of(html),
        "also_sha256": {name: digest_of(data) for name, data in exports.items()},
        "versions": {"incident-kit": __version__}
        | {name: version(name) for name in _VERSIONS},
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"
