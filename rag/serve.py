"""The server: the page, its assets, the articles it opens, the REST interface, and whether it is
alive and ready.

Everything is served from one origin under a strict content security policy (``rag.page.policy``).
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from rag.addresses import is_loopback
from rag.errors import UsageError
from rag.page import gatewords
from rag.page.desk import Desk
from rag.page.warming import Warming

if TYPE_CHECKING:
    from fastapi import FastAPI

    from rag.assistant import Rag
    from rag.jobs import Jobs

ASSETS = Path(__file__).parent / "page" / "assets"


def create_app(rag: Rag, *, page: bool = True) -> FastAPI:
    """The page at ``/``, ``/read`` for one article, REST at ``/v1``, ``/health`` and ``/ready``.
    Without the ``page`` Gradio is not loaded.

    Raises SettingsError for an ``auth``, ``api_rate`` or ``api_origins`` that cannot be."""
    return _app(rag, Desk(rag), page)


def _app(rag: Rag, desk: Desk, page: bool) -> FastAPI:
    from fastapi import FastAPI

    from rag.jobs import Jobs
    from rag.page.door import door
    from rag.page.gate import Gate
    from rag.page.policy import Policy
    from rag.page.routes import wellbeing
    from rag.rest.app import create_api, mounted
    from rag.rest.routing import PLACE

    way, jobs = door(rag.settings), Jobs(rag)
    app = FastAPI(title="Byline", docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(wellbeing(rag))
    app.router.routes.append(mounted(create_api(rag, jobs, desk.places)))
    if way.router is not None:
        app.include_router(way.router)
    if page:
        _with_page(app, rag, desk, jobs, signs_out=way.signs_out)
    app.add_middleware(Gate, known=way.known, beside=PLACE)
    app.add_middleware(Policy, opened=way.opened)
    return app


def _with_page(app: FastAPI, rag: Rag, desk: Desk, jobs: Jobs, *, signs_out: bool) -> None:
    _stay_home()
    import gradio as gr
    from fastapi.staticfiles import StaticFiles

    from rag.page.build import build, head, theme
    from rag.page.model_form import model_routes
    from rag.page.routes import routes
    from rag.page.talkroutes import talk_routes

    for router in (routes(rag, jobs), talk_routes(rag, signs_out), model_routes(rag)):
        app.include_router(router)
    app.mount("/byline", StaticFiles(directory=ASSETS), name="assets")
    gr.mount_gradio_app(
        app,
        build(desk),
        path="/",
        theme=theme(),
        head=head(),
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        enable_monitoring=False,
        favicon_path=str(ASSETS / "icon.png"),
    )


def run(rag: Rag, host: str, port: int, open_browser: bool = False, *, page: bool = True) -> None:
    """Serve until told to stop (SIGINT, SIGTERM). Raises UsageError when the port is taken."""
    listening = listen(host, port)
    desk = Desk(rag)
    if page and rag.settings.auth is None and not is_loopback(host):
        sys.stderr.write(f"rag: {gatewords.ANYBODY}\n")
    import uvicorn

    from rag.page.server import SECONDS_TO_STOP, Server

    address = f"http://{_shown(host)}:{listening.getsockname()[1]}"
    config = uvicorn.Config(
        _app(rag, desk, page),
        log_level="warning",
        timeout_graceful_shutdown=SECONDS_TO_STOP,
        server_header=False,
    )
    warming = Warming(desk.warm)
    server = Server(config, lambda: _ready(address, warming, open_browser))
    # uvicorn raises the signal that stopped it again; by then there is nothing left to stop.
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listening])
    finally:
        signal.signal(signal.SIGTERM, before)
        listening.close()
        warming.end(SECONDS_TO_STOP)


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to the address, before anything slow is loaded."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except (OSError, OverflowError) as error:
        listening.close()
        why = getattr(error, "strerror", None) or error
        raise UsageError(
            f"cannot listen on {host}, port {port}: {why}; choose another with --port (or --host)"
        ) from error
    return listening


def _stay_home() -> None:
    """Gradio asks nobody anything: no statistics, no version check, no hub."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_OFFLINE"] = "1"


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _ready(address: str, warming: Warming, open_browser: bool) -> None:
    sys.stdout.write(f"Byline is at {address} (stop with Ctrl+C)\n")
    sys.stdout.flush()
    warming.start()
    if open_browser:
        import webbrowser

        webbrowser.open(address)
