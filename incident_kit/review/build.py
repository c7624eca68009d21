"""Build reviews: run the template for an incident, export it, write the receipt."""

from __future__ import annotations

import json
import logging
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from incident_kit import __version__, errors
from incident_kit.errors import IncidentKitError, Problem, RunFailed
from incident_kit.incident import Incident
from incident_kit.index import house_digests, write_index
from incident_kit.instants.zones import iso
from incident_kit.page.listing import listed
from incident_kit.page.profiles import CUSTOMER, INTERNAL, check_profile
from incident_kit.review.as_of import parse_as_of
from incident_kit.review.failed_cell import failed_cell
from incident_kit.review.release import check_release
from incident_kit.store.bundled import bundled_path
from incident_kit.store.files import put_file, read_bytes_with_digest
from incident_kit.store.folder import load_incident
from incident_kit.store.home import Home, find_home
from incident_kit.store.narrative import NARRATIVE
from incident_kit.store.records import StoredRecord, read_record
from incident_kit.store.settings import read_house
from incident_kit.store.workbooks import find_workbook
from incident_kit.timing.assessment import assess

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from incident_kit.page.listing import Listed

Item = TypeVar("Item")

# No cell of ours takes a minute; a hanging one must not hang the command.
_CELL_TIMEOUT_S = 600
# Ending a kernel at once interrupts it, which it would report as an error.
_KERNEL_ARGUMENTS = ["--log-level=CRITICAL"]
_VERSIONS = ("matplotlib", "nbconvert", "numpy", "pandas", "papermill", "pyarrow")


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """The files of one built review.

    A copy for customers is one page and its receipt in a folder of their own;
    the notebook it was made from stays unwritten.
    """

    incident_id: str
    html: Path
    notebook: Path | None
    receipt: Path


def build_review(
    incident_id: str,
    *,
    home: str | Path | None = None,
    out: str | Path = "reviews",
    template: str = "postmortem",
    profile: str = "internal",
    as_of: str | None = None,
    index: bool = True,
) -> Review:
    """Run the template for one incident and write page, notebook and receipt.

    The page equals, byte for byte, what papermill and nbconvert give by hand.
    Nothing is written unless everything succeeded; then the index of the
    folder is, unless ``index`` says that somebody else does.  ``template`` is a
    path to a notebook, or postmortem: the team's own copy ``workbooks/<ID>.ipynb``
    where there is one, else the kit's.

    Raises
    ------
    IncidentKitError
        Bad input: one line per problem.
    RunFailed
        If the run itself failed: a kernel that died, a cell of the team's own.
    """
    check_profile(profile)
    found = find_home(home)
    stored = _read(incident_id, found, as_of, profile)
    house = read_house(found)
    incident = load_incident(stored, found, house=house)
    instant = parse_as_of(as_of or "", incident)
    if as_of == "now" and instant is not None:
        as_of = iso(instant)  # the same minute for the page and for the index
    notebook = find_template(template, incident_id, found)
    _stub_slow_import()
    executed = _execute(
        notebook,
        {
            "incident_id": incident_id, "home": str(home or ""),
            "as_of": as_of or "", "profile": profile,
        },
    )  # fmt: skip
    page = _export(executed)
    inputs = house_digests(house)
    facts = listed(assess(incident, as_of=instant))
    review = _write(
        stored, executed, page, Path(out), profile=profile, inputs=inputs, facts=facts
    )
    if index and profile == INTERNAL:
        write_index(found, Path(out))
    return review


def build_many(
    incident_ids: Sequence[str],
    *,
    home: str | Path | None = None,
    out: str | Path = "reviews",
    template: str = "postmortem",
    profile: str = "internal",
    as_of: str | None = None,
) -> Iterator[Review]:
    """Build several reviews, each once; all records are read before the first run.

    Shows a bar on a terminal; a log gets the plain lines of the caller.  The index
    is written once, behind the last.
    """
    found = find_home(home)
    check_profile(profile)
    ids = tuple(dict.fromkeys(incident_ids))
    for incident_id in ids:
        _read(incident_id, found, as_of, profile)
    for incident_id in progress(ids, len(ids)):
        yield build_review(
            incident_id, home=home, out=out, template=template, profile=profile,
            as_of=as_of, index=False,
        )  # fmt: skip
    if profile == INTERNAL:
        write_index(found, Path(out))


def _read(
    incident_id: str, home: Home, as_of: str | None, profile: str
) -> StoredRecord:
    """Return the record, once it, profile and ``as_of`` are fit for a run.

    The series are read in the kernel, which asks once more with them.
    """
    stored = read_record(incident_id, home)
    if profile == CUSTOMER:
        check_release(stored)
    parse_as_of(as_of or "", Incident(record=stored.record))
    return stored


def progress(items: Iterable[Item], total: int) -> Iterator[Item]:
    """Yield the items, with a bar on a terminal where somebody looks."""
    if not sys.stderr.isatty():
        yield from items
        return
    from tqdm import tqdm  # type: ignore[import-untyped]  # noqa: PLC0415  # only where somebody looks

    yield from tqdm(items, total=total, unit="review", leave=False)


def find_template(name: str, incident_id: str, home: Home) -> Path:
    """Return the notebook that is run for an incident.

    Raises
    ------
    IncidentKitError
        If it is neither postmortem nor a path to a notebook.
    """
    if name == "postmortem":
        own = find_workbook(incident_id, home)
        return own or bundled_path("templates/postmortem.ipynb")
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
    inputs: Mapping[str, str],
    facts: Listed,
) -> Review:
    incident_id = stored.record.id
    inside = profile != CUSTOMER
    folder = out / incident_id if inside else out / incident_id / CUSTOMER
    review = Review(
        incident_id=incident_id, html=folder / "review.html",
        notebook=folder / "review.ipynb" if inside else None,
        receipt=folder / "receipt.json",
    )  # fmt: skip
    html = page.encode()
    texts = {
        review.receipt: _receipt(stored, html, profile, inputs, facts).encode(),
        review.html: html,
    }
    if review.notebook:
        texts[review.notebook] = _notebook_text(executed).encode()
    folder.mkdir(parents=True, exist_ok=True)
    for path, data in texts.items():
        put_file(path, data)
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
    stored: StoredRecord,
    html: bytes,
    profile: str,
    team: Mapping[str, str],
    facts: Listed,
) -> str:
    """Return what was built from what; for customers without a name of it."""
    import hashlib  # noqa: PLC0415

    folder = stored.path.parent
    files = [one.file for one in stored.record.impact if one.file]
    files += [NARRATIVE] if (folder / NARRATIVE).is_file() else []
    inputs = {stored.path.name: stored.digest} | {
        name: read_bytes_with_digest(folder / name)[1] for name in dict.fromkeys(files)
    }
    inputs |= team
    inside = {"incident": stored.record.id, "inputs_sha256": inputs}
    outside = {"inputs_sha256": sorted(inputs.values())}
    content: dict[str, Any] = {
        "profile": profile,
        **(outside if profile == CUSTOMER else inside),
        "page_sha256": hashlib.sha256(html).hexdigest(),
        "versions": {"incident-kit": __version__}
        | {name: version(name) for name in _VERSIONS},
    }
    if profile == INTERNAL:
        content["listed"] = facts.to_json()
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"
