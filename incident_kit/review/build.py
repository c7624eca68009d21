"""Build reviews: run the template for an incident, export it, write the receipt."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, replace
from html import escape
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from incident_kit.errors import PageRefused, Problem
from incident_kit.export.kinds import check_also
from incident_kit.incident import Incident
from incident_kit.index import write_index
from incident_kit.instants.zones import iso
from incident_kit.release.profiles import CUSTOMER, INTERNAL, check_profile
from incident_kit.review.as_of import parse_as_of
from incident_kit.review.exports import (
    check_ready,
    digest_of,
    export_files,
    outdated,
)
from incident_kit.review.run import execute, export, find_template, notebook_text
from incident_kit.review.run_mark import check_release
from incident_kit.store.files import write_together
from incident_kit.store.home import Home, find_home
from incident_kit.store.records import read_record
from incident_kit.store.workbooks import find_workbook
from incident_kit.version import __version__
from incident_kit.wording.listing import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from incident_kit.review.workbook import Workbook

_VERSIONS = ("matplotlib", "nbconvert", "numpy", "pandas", "papermill", "pyarrow")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Review:
    """The files of one built review.

    ``also`` are its other forms, ``removed`` those of an earlier build that said
    something else than this page, ``left_out`` tells what of the team's own cells
    is not on the page, and why.  A copy for customers stands with its receipt
    in a folder of its own; the notebook it was made from stays unwritten.
    """

    incident_id: str
    html: Path
    notebook: Path | None
    receipt: Path
    also: tuple[Path, ...] = ()
    removed: tuple[Path, ...] = ()
    left_out: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Return of which incident it is, and where its page stands."""
        return f"<review of {self.incident_id}: {self.html.as_posix()}>"

    def _repr_html_(self) -> str:
        """Return a link to its page, as a notebook beside it follows it."""
        address = quote(self.html.as_posix())
        return f'<a href="{address}" target="_blank">{escape(str(self.html))}</a>'


def build_review(
    incident_id: str,
    *,
    home: str | Path | None = None,
    out: str | Path = "reviews",
    template: str = "postmortem",
    profile: str = "internal",
    as_of: str | None = None,
    also: Iterable[str] = (),
    index: bool = True,
) -> Review:
    """Run the template for one incident and write page, notebook and receipt.

    The page equals, byte for byte, what papermill and nbconvert give by hand.
    ``also`` names other forms of it: markdown, pdf, json, csv; they stand beside
    the page.  ``template`` is a path to a notebook, or postmortem: the team's own
    copy ``workbooks/<ID>.ipynb`` where there is one, else the kit's.  Nothing is
    written unless everything succeeded; then the index of the folder is, unless
    ``index`` says that somebody else does.

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
    found = find_home(home)
    with _naming_earlier_copy(Path(out) / incident_id, profile):
        _check(incident_id, found, as_of, profile)
        notebook = find_template(template, incident_id, found)
        parameters = {
            "incident_id": incident_id,
            "home": str(home or ""),
            "as_of": as_of or "",
            "profile": profile,
        }
        workbook = _opened(parameters)
        until = workbook.assessment.clocks.as_of
        if as_of == "now" and until is not None:
            parameters["as_of"] = iso(until)  # the same minute for all that is made
        is_own = notebook == find_workbook(incident_id, found)
        # as JupyterLab does: what it reads by a relative path is found from anywhere
        cwd = notebook.parent if is_own else None
        executed = execute(notebook, parameters, cwd=cwd)
        page, left_out = export(executed)
        exports = export_files(forms, executed=executed, page=page, workbook=workbook)
    review = replace(
        _write(workbook, executed, page, Path(out), exports=exports), left_out=left_out
    )
    if index and profile == INTERNAL:
        write_index(found, Path(out))
    return review


@contextmanager
def _naming_earlier_copy(folder: Path, profile: str) -> Iterator[None]:
    """Let a customer's copy that is refused name the one of an earlier build."""
    try:
        yield
    except PageRefused as error:
        if profile != CUSTOMER or not (folder / CUSTOMER / "review.html").is_file():
            raise
        earlier = Problem(
            file=f"{folder.name}/{CUSTOMER}/review.html",
            what="a copy of an earlier build is still there",
            mend="delete it if it must not be sent",
        )
        raise PageRefused(*error.problems, earlier) from None


def _opened(parameters: Mapping[str, str]) -> Workbook:
    from incident_kit.review.workbook import review_of

    return review_of(**parameters)


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

    The index is written once, behind the last.
    """
    found = find_home(home)
    check_profile(profile)
    check_ready(check_also(also, profile=profile))
    ids = tuple(dict.fromkeys(incident_ids))
    for incident_id in ids:
        with _naming_earlier_copy(Path(out) / incident_id, profile):
            _check(incident_id, found, as_of, profile)
    for incident_id in ids:
        yield build_review(
            incident_id,
            home=home,
            out=out,
            template=template,
            profile=profile,
            as_of=as_of,
            also=also,
            index=False,
        )
    if profile == INTERNAL:
        write_index(found, Path(out))


def _check(incident_id: str, home: Home, as_of: str | None, profile: str) -> None:
    """Refuse a record, profile or ``as_of`` that is not fit for a run.

    The series are read for the run, which asks once more with them.
    """
    stored = read_record(incident_id, home)
    if profile == CUSTOMER:
        check_release(stored)
    parse_as_of(as_of or "", Incident(record=stored.record))


def _write(
    workbook: Workbook,
    executed: Any,  # a NotebookNode
    page: str,
    out: Path,
    *,
    exports: Mapping[str, bytes],
) -> Review:
    inside = workbook.mark.profile != CUSTOMER
    incident_id = workbook.mark.incident_id
    folder = out / incident_id if inside else out / incident_id / CUSTOMER
    beside = {folder / name: data for name, data in exports.items()}
    review = Review(
        incident_id=incident_id,
        html=folder / "review.html",
        notebook=folder / "review.ipynb" if inside else None,
        receipt=folder / "receipt.json",
        also=tuple(beside),
        removed=outdated(folder, tuple(exports)),
    )
    html = page.encode()
    files = {review.receipt: _receipt(workbook, html, exports).encode(), **beside}
    if review.notebook:
        files[review.notebook] = notebook_text(executed).encode()
    folder.mkdir(parents=True, exist_ok=True)
    write_together({**files, review.html: html})
    for path in review.removed:
        path.unlink(missing_ok=True)
    return review


def _receipt(workbook: Workbook, html: bytes, exports: Mapping[str, bytes]) -> str:
    """Return what was built from what; for customers without a name of it."""
    profile, digests = workbook.mark.profile, workbook.digests
    made: dict[str, Any] = {
        "page_sha256": digest_of(html),
        "also_sha256": {name: digest_of(data) for name, data in exports.items()},
        "versions": {"incident-kit": __version__}
        | {name: version(name) for name in _VERSIONS},
    }
    if profile == CUSTOMER:
        known: dict[str, Any] = {"inputs_sha256": sorted(digests.values())}
    else:
        known = {
            "incident": workbook.mark.incident_id,
            "inputs_sha256": digests,
            "listed": listed(workbook.assessment).to_json(),
        }
    content = {"profile": profile, **known, **made}
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"
