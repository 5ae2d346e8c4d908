"""Two traces of one question side by side: what changed, in words and as values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rag.errors import TraceDamaged
from rag.types import Change

Trace = Mapping[str, Any]
_PARTS = ("trace_id", "made_at", "asked", "settings", "library", "answer")


def checked(trace: dict[str, Any], where: str) -> dict[str, Any]:
    """A trace that has all its parts. Raises TraceDamaged for anything else."""
    missing = [name for name in _PARTS if name not in trace]
    if missing or not isinstance(trace["asked"], dict) or not isinstance(trace["answer"], dict):
        raise TraceDamaged(where, f"it lacks {' and '.join(missing) or 'its question'}")
    return trace


def asked_again(trace: Trace) -> tuple[str, dict[str, Any]]:
    """The question and the options of :meth:`Rag.ask` that a trace tells of."""
    options = dict(trace["asked"])
    question = str(options.pop("question"))
    return question, options


def changes(before: Trace, after: Trace) -> tuple[Change, ...]:
    """All that counts: not clocks, ids or scores."""
    old, new = before["answer"], after["answer"]
    return (
        *_value("status", old["status"], new["status"]),
        *_value("mode", old["mode"], new["mode"]),
        *_sentences(old, new),
        *_removed(old, new),
        *_listed("citation", _spans(old["citations"]), _spans(new["citations"])),
        *_listed("passage", _spans(old["passages"]), _spans(new["passages"])),
        *_listed("conflict", _about(old), _about(new)),
        *_settings(before, after),
        *_library(before, after),
        *_value("version", before.get("version"), after.get("version")),
    )


def _value(what: str, was: Any, now: Any) -> Iterator[Change]:
    if was != now:
        yield Change(what, was, now, f"{what}: {was}, now {now}")


def _sentences(old: Trace, new: Trace) -> Iterator[Change]:
    """Sentences that went or came, and verdicts of those that stayed."""
    before, after = _by_words(old["sentences"]), _by_words(new["sentences"])
    yield from _listed("sentence", before, after)
    for words in before.keys() & after.keys():
        was, now = before[words]["verdict"], after[words]["verdict"]
        if was != now:
            yield Change("verdict", was, now, f"verdict of “{words}”: {was}, now {now}")


def _by_words(sentences: list[dict[str, Any]]) -> dict[str, Any]:
    """By their words alone: a number at the end counts citations, which may have moved."""
    return {_bare(each["text"], each["citations"]): each for each in sentences}


def _bare(text: str, citations: list[int]) -> str:
    for n in citations:
        text = text.replace(f" [{n}]", "")
    return text


def _removed(old: Trace, new: Trace) -> Iterator[Change]:
    was = {each["text"]: each["reason"] for each in old["removed"]}
    now = {each["text"]: each["reason"] for each in new["removed"]}
    yield from _listed("removed sentence", was, now)


def _spans(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        f"{each['article_id']} [{each['start']}:{each['end']}]": {
            "article_id": each["article_id"],
            "revision": each["revision"],
            "start": each["start"],
            "end": each["end"],
        }
        for each in items
    }


def _about(answer: Trace) -> dict[str, Any]:
    return {each["about"]: each for each in answer["conflicts"]}


def _listed(what: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Change]:
    """What is gone, then what is new, each by its name; also one that stayed in another form."""
    for name in was.keys() - now.keys():
        yield Change(what, was[name], None, f"{what} gone: {name}")
    for name in now.keys() - was.keys():
        yield Change(what, None, now[name], f"{what} new: {name}")
    for name in was.keys() & now.keys():
        if what in ("citation", "passage") and was[name] != now[name]:
            text = f"{what} {name}: revision {was[name]['revision']}, now {now[name]['revision']}"
            yield Change(what, was[name], now[name], text)


def _settings(before: Trace, after: Trace) -> Iterator[Change]:
    was = {row["name"]: row["value"] for row in before["settings"]}
    now = {row["name"]: row["value"] for row in after["settings"]}
    for name in sorted(was.keys() | now.keys()):
        if was.get(name) != now.get(name):
            text = f"setting {name}: {was.get(name)}, now {now.get(name)}"
            yield Change("setting", was.get(name), now.get(name), text)


def _library(before: Trace, after: Trace) -> Iterator[Change]:
    was, now = before["library"]["revision"], after["library"]["revision"]
    if was != now:
        yield Change("library", was, now, f"library: revision {was}, now {now}")
