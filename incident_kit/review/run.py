"""Run a notebook in a kernel of its own, and hand on what nbconvert makes of it."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from incident_kit import errors
from incident_kit.errors import IncidentKitError, RunFailed
from incident_kit.review.failed_cell import failed_cell
from incident_kit.store.bundled import bundled_path
from incident_kit.store.workbooks import find_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping

    from incident_kit.store.home import Home

# No cell of ours takes a minute; a hanging one must not hang the command.
_CELL_TIMEOUT_S = 600
# Ending a kernel at once interrupts it, which it would report as an error.
_KERNEL_ARGUMENTS = ["--log-level=CRITICAL"]


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
        raise IncidentKitError.of(
            f"no template {name!r}", "write postmortem, or a path to a notebook"
        )
    return path


def execute(
    template: Path, parameters: Mapping[str, str], *, cwd: Path | None = None
) -> Any:  # a NotebookNode
    """Return the notebook that a run of the template with the parameters gives.

    ``cwd`` is the folder it runs in: that of the process by default.

    Raises
    ------
    IncidentKitError
        What a cell of ours refused, as it said it.
    RunFailed
        If a cell of the team's own failed, or the kernel died.
    """
    import nbformat
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill import PapermillExecutionError  # type: ignore[import-untyped]
    from papermill.execute import execute_notebook  # type: ignore[import-untyped]

    logging.getLogger("papermill").setLevel(logging.ERROR)
    node = nbformat.read(template, as_version=4)  # type: ignore[no-untyped-call]  # nbformat is half typed
    try:
        return execute_notebook(
            node,
            None,
            parameters=parameters,
            cwd=cwd,
            progress_bar=False,
            execution_timeout=_CELL_TIMEOUT_S,
            config=_kernel_config(),
            shutdown_kernel="immediate",
            extra_arguments=_KERNEL_ARGUMENTS,
        )
    except PapermillExecutionError as error:
        raise _our_error(error, node, template.name) from None
    except (DeadKernelError, CellTimeoutError) as error:
        what = str(error).strip().splitlines()[0]
        raise RunFailed.of(
            f"the run did not reach its end: {what}", "run it again"
        ) from None


def _kernel_config() -> Any:  # a traitlets Config
    """Let the kernel's messages be encrypted, as it would otherwise warn."""
    from traitlets.config import Config

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


def export(executed: Any) -> tuple[str, tuple[str, ...]]:  # a NotebookNode
    """Return the page that nbconvert makes of a run notebook, audited.

    With it come the lines that tell what of the team's own cells is not on it.
    """
    from nbconvert.exporters import HTMLExporter

    from incident_kit.review.preprocess import LEFT_OUT

    # no template from the working directory: a stray folder there would win
    exporter = HTMLExporter(  # type: ignore[no-untyped-call]  # nbconvert is untyped
        template_name="incident_report", extra_template_basedirs=[]
    )
    page, resources = exporter.from_notebook_node(executed)
    return page, tuple(resources[LEFT_OUT])


def notebook_text(executed: Any) -> str:
    """Return the run notebook without the paths and times papermill notes."""
    import nbformat

    executed.metadata.pop("papermill", None)
    for cell in executed.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
    text: str = nbformat.writes(executed)  # type: ignore[no-untyped-call]  # nbformat is half typed
    return text + "\n"
