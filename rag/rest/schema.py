"""``/v1/openapi.json``: FastAPI's, with the forms that Byline's own values have.

An answer's form is the schema that ships with the package; others are read off the values.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from rag.rest import restwords
from rag.rest.describing import examples
from rag.rest.shapes import COMPONENTS, FLAG, NUMBER, TEXT, TEXTS, component, form, maybe, several
from rag.types import SCHEMA

if TYPE_CHECKING:
    from fastapi import FastAPI

_DEFINED = "#/$defs/"
_VERSION = {"description": "The version of this form.", "const": SCHEMA}


def described(app: FastAPI) -> dict[str, Any]:
    """The whole description."""
    from fastapi.openapi.utils import get_openapi

    from rag import __version__
    from rag.rest.chat.schema import chat_components

    made: dict[str, Any] = get_openapi(
        title="Byline",
        version=__version__,
        description=restwords.DESCRIPTION,
        routes=app.routes,
    )
    components = made.setdefault("components", {})
    components["schemas"] = {**components.get("schemas", {}), **own(), **chat_components()}
    components["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    # Where nobody is asked for a key, none is needed.
    made["security"] = [{"key": []}, {}]
    for name, example in examples().items():
        method, path = name.split(" ")
        _with_example(made["paths"][path][method.lower()], example)
    return made


def _with_example(operation: dict[str, Any], example: dict[str, Any]) -> None:
    """FastAPI would leave out what is null in it."""
    if "request" in example:
        operation["requestBody"]["content"]["application/json"]["example"] = example["request"]
    (answer,) = (each for status, each in operation["responses"].items() if status[0] == "2")
    next(iter(answer["content"].values()))["example"] = example["answer"]


@cache
def own() -> dict[str, Any]:
    """The forms of Byline's own values, by the names of their components."""
    from rag.library.status import LibraryStatus
    from rag.types import Article, IngestReport

    answer = json.loads(files("rag").joinpath("answer.schema.json").read_text(encoding="utf-8"))
    found = {_named(name): _moved(part) for name, part in answer["$defs"].items()}
    found["Answer"] = _moved({k: v for k, v in answer.items() if not k.startswith("$")})
    found |= _read(Article) | _read(LibraryStatus) | _read(IngestReport)
    article = found["Article"]["properties"]
    found |= _lists({name: part for name, part in article.items() if name != "text"})
    found["Dossier"] = _dossier(article)
    status = found["LibraryStatus"]["properties"]
    more = {"schema": _VERSION, "library_schema": NUMBER, "rejected": NUMBER}
    found["Status"] = form(**{**status, **more})
    found |= _jobs()
    found["Feedback"] = form(
        schema=_VERSION, at=TEXT, question=TEXT, verdict=TEXT, note=TEXT, trace_id=TEXT
    )
    found["Problem"] = _problem()
    return found


def _lists(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        "SearchResult": form(
            schema=_VERSION,
            passages=several(component("Passage")),
            understood=component("Understood"),
            notes=TEXTS,
        ),
        "ArticleEntry": form(**entry),
        "ArticleList": form(
            schema=_VERSION,
            articles=several(component("ArticleEntry")),
            total=NUMBER,
            next=maybe(NUMBER),
        ),
        "Removal": form(schema=_VERSION, removed=TEXTS, purged=FLAG),
    }


def _dossier(article: dict[str, Any]) -> dict[str, Any]:
    revision = form(
        revision=NUMBER,
        current=FLAG,
        title=maybe(TEXT),
        published=maybe(TEXT),
        modified=maybe(TEXT),
        differs=TEXTS,
    )
    return form(
        schema=_VERSION,
        **article,
        current=maybe(NUMBER),
        copies=several(component("Copy")),
        revisions=several(revision),
    )


def _jobs() -> dict[str, Any]:
    from rag.types import InputState, JobKind

    step = form(what=TEXT, done=NUMBER, total=maybe(NUMBER))
    state = {"enum": [each.value for each in InputState]}
    item = form(name=TEXT, state=state, refused=several(component("Rejected")))
    job = form(
        schema=_VERSION,
        id=TEXT,
        kind={"enum": [each.value for each in JobKind]},
        state={"enum": ["waiting", "running", "done", "failed"]},
        step=maybe(step),
        inputs=several(item),
        report=maybe(component("IngestReport")),
        damage=maybe(TEXTS),
        error=maybe(TEXT),
    )
    return {"Job": job, "JobList": form(schema=_VERSION, jobs=several(component("Job")))}


def _problem() -> dict[str, Any]:
    problem = form(type=TEXT, title=TEXT, status=NUMBER, detail=TEXT, request_id=maybe(TEXT))
    place = several(form(where=TEXT, what=TEXT))
    problem["properties"] |= {"near": TEXTS, "errors": place}
    return problem


def _named(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def _moved(part: Any) -> Any:
    """References into the schema's own definitions as references to components."""
    if isinstance(part, dict):
        return {
            name: f"{COMPONENTS}{_named(value.removeprefix(_DEFINED))}"
            if name == "$ref"
            else _moved(value)
            for name, value in part.items()
        }
    return [_moved(each) for each in part] if isinstance(part, list) else part


def _read(kind: type) -> dict[str, Any]:
    """The forms of a dataclass and of what it holds. Every field is there in JSON."""
    from pydantic import TypeAdapter

    read = TypeAdapter(kind).json_schema(ref_template=COMPONENTS + "{model}", mode="serialization")
    parts = {**read.pop("$defs", {}), kind.__name__: read}
    for part in parts.values():
        part["required"] = list(part["properties"])
        part["additionalProperties"] = False
        for each in part["properties"].values():
            each.pop("default", None)
    return parts
