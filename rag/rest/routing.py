"""Where things are, below the place the interface is mounted at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PLACE = "/v1"
ASK, STREAM, SEARCH = "/ask", "/ask/stream", "/search"
ARTICLES = "/articles"
INGEST, UPLOADS, JOBS = "/ingest", "/ingest/files", "/jobs"
STATUS, FEEDBACK = "/status", "/feedback"
COMPLETIONS, MODELS = "/chat/completions", "/models"
OPENAPI = "/openapi.json"


def route_of(scope: Mapping[str, Any]) -> str:
    """The path of a request below that place."""
    path, root = str(scope["path"]), str(scope.get("root_path", ""))
    return path[len(root) :] if root and path.startswith(root) else path
