"""Commands that let other programs in."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Annotated

import typer

from rag.cli.common import Index, open_rag

PORT = 7861
EXTRA = "mcp"


def register(app: typer.Typer) -> None:
    app.command(epilog="Example: rag mcp --http --port 7861")(mcp)


def mcp(
    http: Annotated[
        bool, typer.Option("--http", help="Serve over HTTP instead of standard input and output.")
    ] = False,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int, typer.Option(help="Port to listen on.")] = PORT,
    index: Index = None,
) -> int:
    """Serve ask, search, open_article and timeline as tools for programs that speak MCP."""
    from rag.errors import MissingExtra

    if find_spec("mcp") is None:
        raise MissingExtra("serving tools (rag mcp)", EXTRA)
    from rag.mcp_server.serving import run_http, run_stdio

    with open_rag(index, host=host, port=port) as rag:
        if http:
            run_http(rag)
        else:
            run_stdio(rag)
    return 0
