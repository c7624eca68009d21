"""Three addresses below ``/incident-kit``, for whoever is logged in to the server."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import url_path_join
from tornado.web import authenticated

from incident_kit.errors import IncidentKitError, system_problem
from incident_kit.lab.start import NOTEBOOK

if TYPE_CHECKING:
    from collections.abc import Callable

    from jupyter_server.serverapp import ServerApp


class _Answer(APIHandler):
    """JSON of what a function says, or why it refused, in one line."""

    def initialize(self, *, root: Path) -> None:
        self.root = root

    async def answer(self, function: Callable[..., Any], *given: Any) -> None:
        try:
            # files are read and written: the server answers others meanwhile
            told = await asyncio.to_thread(function, self.root, *given)
        except IncidentKitError as error:
            told = {"refused": str(error)}
        except OSError as error:
            told = {"refused": str(system_problem(error))}
        await self.finish(json.dumps(told))


class _Incidents(_Answer):
    @authenticated
    async def get(self) -> None:
        from incident_kit.lab.answers import list_incidents

        await self.answer(list_incidents)


class _Notebooks(_Answer):
    @authenticated
    async def post(self) -> None:
        from incident_kit.lab.answers import open_notebook

        await self.answer(open_notebook, self.get_json_body())


class _Started(APIHandler):
    """The notebook that the server was started for, once: it is run when told."""

    def initialize(self, *, named: list[str]) -> None:
        self.named = named

    @authenticated
    async def post(self) -> None:
        path = self.named.pop() if self.named else ""
        await self.finish(json.dumps({"path": path}))


def add_handlers(server: ServerApp) -> None:
    """Add the addresses to a server; its root folder is where they look."""
    base = url_path_join(server.web_app.settings["base_url"], "incident-kit")
    root = {"root": Path(server.root_dir)}
    named = os.environ.pop(NOTEBOOK, "")
    server.web_app.add_handlers(  # type: ignore[no-untyped-call]
        ".*$",
        [
            (url_path_join(base, "incidents"), _Incidents, root),
            (url_path_join(base, "notebooks"), _Notebooks, root),
            (url_path_join(base, "started"), _Started, {"named": [named]}),
        ],
    )
