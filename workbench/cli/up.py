"""`workbench up`: the pages and their worker, until Ctrl+C."""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.errors import UserError

if TYPE_CHECKING:
    from workbench.workspace import Workspace

LAUNCHER = Path(__file__).resolve().parents[2] / "Home.py"


def require_free_port(host: str, port: int) -> None:
    """Raises UserError where something listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as error:
            raise UserError("error.port_in_use", port=port) from error


def streamlit_arguments(host: str, port: int, max_upload_mb: int, open_browser: bool) -> list[str]:
    return [
        "run",
        str(LAUNCHER),
        f"--server.address={host}",
        f"--server.port={port}",
        f"--server.maxUploadSize={max_upload_mb}",
        f"--server.headless={'false' if open_browser else 'true'}",
    ]


def load_first_sample(ws: Workspace) -> None:
    """Only into an empty installation; the worker of the pages reads its documents."""
    from workbench.access import OWNER
    from workbench.demo import load_sample
    from workbench.projects import list_projects

    if not list_projects(ws, OWNER):
        load_sample(ws, OWNER)


def up(
    host: Annotated[
        str | None, typer.Option("--host", help="Address; other than loopback needs users.")
    ] = None,
    port: Annotated[int | None, typer.Option("--port", min=1, max=65535)] = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open a browser.")] = False,
    sample: Annotated[
        bool, typer.Option("--sample", help="Load the sample where there is no project yet.")
    ] = False,
) -> None:
    """Serve the pages, with a worker, until Ctrl+C."""
    from workbench import accounts
    from workbench.cli.common import tell, workspace
    from workbench.ui.server import is_loopback

    ws = workspace()
    host, port = host or ws.settings.host, port or ws.settings.port
    if not is_loopback(host) and not accounts.has_users(ws):
        raise UserError("error.host_needs_users", host=host)
    require_free_port(host, port)
    if sample:
        load_first_sample(ws)
    ws.close()
    shown = "localhost" if is_loopback(host) else host
    tell("common.address", url=f"http://{shown}:{port}")
    from streamlit.web.cli import main as streamlit_main

    arguments = streamlit_arguments(host, port, ws.settings.max_upload_mb, not no_open)
    streamlit_main(arguments, prog_name="streamlit")


def register(app: typer.Typer) -> None:
    app.command("up")(up)
