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
from rag.types import SCHEMA

if TYPE_CHECKING:
    from fastapi import FastAPI

_BEFORE, _AFTER = "#/$defs/", "#/components/schemas/"
_VERSION = {"description": "The version of this form.", "const": SCHEMA}
_TEXT: dict[str, Any] = {"type": "string"}
_NUMBER: dict[str, Any] = {"type": "integer"}


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
    found = {_component(name): _moved(part) for name, part in answer["$defs"].items()}
    found["Answer"] = _moved({k: v for k, v in answer.items() if not k.startswith("$")})
    found |= _read(Article) | _read(LibraryStatus) | _read(IngestReport)
    text = {"text": found["Article"]["properties"]["text"]}
    entry = {k: v for k, v in found["Article"]["properties"].items() if k not in text}
    status = found["LibraryStatus"]["properties"]
    found |= _lists(entry)
    found["Status"] = _object(
        **{**status, "schema": _VERSION, "library_schema": _NUMBER, "rejected": _NUMBER}
    )
    found["Dossier"] = _dossier({**entry, **text})
    found |= _jobs()
    found["Feedback"] = _object(
        schema=_VERSION, at=_TEXT, question=_TEXT, verdict=_TEXT, note=_TEXT, trace_id=_TEXT
    )
    found["Problem"] = _problem()
    return found


def _lists(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        "SearchResult": _object(
            schema=_VERSION,
            passages=_list("Passage"),
            understood={"$ref": f"{_AFTER}Understood"},
            notes=_texts(),
        ),
        "ArticleEntry": _object(**entry),
        "ArticleList": _object(
            schema=_VERSION, articles=_list("ArticleEntry"), total=_NUMBER, next=_maybe(_NUMBER)
        ),
        "Removal": _object(schema=_VERSION, removed=_texts(), purged={"type": "boolean"}),
    }


def _dossier(article: dict[str, Any]) -> dict[str, Any]:
    revision = _object(
        revision=_NUMBER,
        current={"type": "boolean"},
        title=_maybe(_TEXT),
        published=_maybe(_TEXT),
        modified=_maybe(_TEXT),
        differs=_texts(),
    )
    return _object(
        schema=_VERSION,
        **article,
        current=_maybe(_NUMBER),
        copies=_list("Copy"),
        revisions={"type": "array", "items": revision},
    )


def _jobs() -> dict[str, Any]:
    from rag.types import InputState, JobKind

    step = _object(what=_TEXT, done=_NUMBER, total=_maybe(_NUMBER))
    state = {"enum": [each.value for each in InputState]}
    item = _object(name=_TEXT, state=state, refused=_list("Rejected"))
    job = _object(
        schema=_VERSION,
        id=_TEXT,
        kind={"enum": [each.value for each in JobKind]},
        state={"enum": ["waiting", "running", "done", "failed"]},
        step=_maybe(step),
        inputs={"type": "array", "items": item},
        report=_maybe({"$ref": f"{_AFTER}IngestReport"}),
        damage=_maybe(_texts()),
        error=_maybe(_TEXT),
    )
    return {"Job": job, "JobList": _object(schema=_VERSION, jobs=_list("Job"))}


def _problem() -> dict[str, Any]:
    form = _object(type=_TEXT, title=_TEXT, status=_NUMBER, detail=_TEXT, request_id=_maybe(_TEXT))
    place = {"type": "array", "items": _object(where=_TEXT, what=_TEXT)}
    form["properties"] |= {"near": _texts(), "errors": place}
    return form


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(component: str) -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": f"{_AFTER}{component}"}}


def _texts() -> dict[str, Any]:
    return {"type": "array", "items": _TEXT}


def _maybe(form: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [form, {"type": "null"}]}


def _component(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def _moved(part: Any) -> Any:
    """References into the schema's own definitions as references to components."""
    if isinstance(part, dict):
        return {
            name: f"{_AFTER}{_component(value.removeprefix(_BEFORE))}"
            if name == "$ref"
            else _moved(value)
            for name, value in part.items()
        }
    return [_moved(each) for each in part] if isinstance(part, list) else part


def _read(kind: type) -> dict[str, Any]:
    """The forms of a dataclass and of what it holds. Every field is there in JSON."""
    from pydantic import TypeAdapter

    form = TypeAdapter(kind).json_schema(ref_template=_AFTER + "{model}", mode="serialization")
    parts = {**form.pop("$defs", {}), kind.__name__: form}
    for part in parts.values():
        part["required"] = list(part["properties"])
        part["additionalProperties"] = False
        for each in part["properties"].values():
            each.pop("default", None)
    return parts
