"""One HTML file: the template, style and script beside this module, and what goes into them.

The file asks for nothing: a policy in its head lets it load nothing, and lets only the style and
the script run whose hashes it names.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path
from string import Template
from typing import Any

from rag.markup import Html, join, tag


def page(title: str, navigation: Html, body: Html, details: Iterable[Mapping[str, Any]]) -> str:
    """The whole file. ``details`` are embedded as JSON, one for each row of the questions."""
    style, script = _asset("report.css"), _asset("report.js")
    policy = "; ".join(
        [
            "default-src 'none'",
            f"style-src '{_hash(style)}'",
            f"script-src '{_hash(script)}'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
    return Template(_asset("report.html")).substitute(
        title=tag("title", title),
        policy=tag("meta", http_equiv="Content-Security-Policy", content=policy),
        style=style,
        script=script,
        navigation=navigation,
        body=body,
        details=join(_data(at, each) for at, each in enumerate(details)),
    )


def section(place: str, heading: str, content: Html) -> Html:
    """A part of the page that the navigation leads to."""
    return tag("section", tag("h2", heading), content, id=place)


def write(path: Path, html: str) -> None:
    """Written beside and then put in place: an open report is never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(path.name + ".new")
    new.write_bytes(html.encode("utf-8", "replace"))
    new.replace(path)


def _asset(name: str) -> str:
    return resources.files(__package__).joinpath("assets", name).read_text("utf-8")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return "sha256-" + base64.b64encode(digest).decode("ascii")


def _data(at: int, value: Mapping[str, Any]) -> Html:
    """JSON that no browser takes for markup: it holds no ``<``."""
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    safe = plain.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return tag("script", Html(safe), type="application/json", id=f"d{at}")
