"""Incident Kit in JupyterLab: what its launcher asks the server for.

Jupyter Server imports this at its start, so nothing heavy is imported here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "incident_kit.lab"}]


def _load_jupyter_server_extension(server: ServerApp) -> None:
    from incident_kit.lab.handlers import add_handlers

    add_handlers(server)
