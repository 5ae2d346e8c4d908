"""Where articles are added and the library is looked after; and under each one, its removal."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from rag.markup import Html, join, tag
from rag.page import addingwords as said
from rag.page import links
from rag.types import InputState, Job, JobInput, Origin
from rag.uploads import MOST_BYTES, MOST_FILES

_MARKS = {InputState.WAITING: "…", InputState.READ: "✓", InputState.REJECTED: "✕"}


def adding_pane(jobs: Sequence[Job], origins: Sequence[Origin], health: Sequence[str]) -> Html:
    """Forms, what is under way, where the articles come from, and how the library is."""
    return join([_files(), _address(), work(jobs), _origins(origins), _health(health)])


def work(jobs: Sequence[Job]) -> Html:
    """What is being done and was done of late; ``data-poll`` asks the script to look again."""
    running = any(not job.finished for job in jobs)
    again = tag("a", said.LOOK_AGAIN, href=links.of_adding(), class_="again")
    return tag(
        "section",
        tag("h3", said.WORK),
        tag("ul", *map(_job, jobs), class_="jobs") if jobs else None,
        None if jobs else tag("p", said.NOTHING_DONE, class_="note"),
        again if running else None,
        id="work",
        data_poll=running,
        aria_live="polite",
    )


def _job(job: Job) -> Html:
    state = "running" if not job.finished else "failed" if job.error else "done"
    mark = {"running": "…", "failed": "✕", "done": "✓"}[state]
    return tag(
        "li",
        tag(
            "strong",
            tag("span", mark, aria_hidden="true"),
            f" {said.title(job)}",
            class_=f"is-{state}",
        ),
        tag("p", said.step(job.step) if job.step else "…", class_="step")
        if not job.finished
        else None,
        *(tag("p", line, dir="auto") for line in said.outcome(job)),
        tag("p", job.error, class_="alert", role="alert", dir="auto") if job.error else None,
        tag("ul", *map(_item, job.items)) if job.items else None,
    )


def _item(item: JobInput) -> Html:
    mark = tag("span", _MARKS[item.state], aria_hidden="true")
    state = tag("span", f"{item.state.value}: ", class_="unseen-words")
    reasons = (tag("p", said.reason(each), dir="auto") for each in item.refused)
    return tag("li", mark, " ", state, tag("bdi", item.name), *reasons, class_=f"is-{item.state}")


def _files() -> Html:
    return tag(
        "form",
        tag("h3", said.ADD),
        tag(
            "label",
            tag("span", said.DROP),
            tag("input", type="file", name="files", multiple=True, aria_label=said.FILES),
            class_="drop",
        ),
        tag("p", said.kinds(MOST_FILES, MOST_BYTES), class_="hint-line"),
        tag("button", said.ADD_FILES, type="submit", class_="btn"),
        action=links.ADD_FILES,
        method="post",
        enctype="multipart/form-data",
        class_="uploading",
        data_send=True,
    )


def _address() -> Html:
    return tag(
        "form",
        tag("label", said.ADDRESS_FIELD, for_="address"),
        tag(
            "input",
            type="url",
            id="address",
            name="address",
            required=True,
            maxlength=4000,
            placeholder=said.ADDRESS_HINT,
            autocomplete="off",
        ),
        tag("button", said.ADD_ADDRESS, type="submit", class_="btn"),
        action=links.ADD_ADDRESS,
        method="post",
        class_="find",
        data_send=True,
    )


def _origins(origins: Sequence[Origin]) -> Html:
    rows = [
        tag(
            "li",
            tag("span", said.origin(each), dir="auto"),
            _button(links.SYNC, said.SYNC, ("origin", key_of(each))),
        )
        for each in origins
    ]
    return tag(
        "section",
        tag("h3", said.ORIGINS),
        tag("p", said.ORIGINS_HINT if rows else said.NO_ORIGINS, class_="hint-line"),
        tag("ul", *rows, class_="origins") if rows else None,
    )


def _health(lines: Sequence[str]) -> Html:
    return tag(
        "section",
        tag("h3", said.HEALTH),
        *(tag("p", line, class_="hint-line", dir="auto") for line in lines),
        _button(links.VERIFY, said.VERIFY_BUTTON),
    )


def _button(action: str, label: str, *fields: tuple[str, str]) -> Html:
    """A form of one button: what changes something is never a link."""
    hidden = (tag("input", type="hidden", name=name, value=value) for name, value in fields)
    button = tag("button", label, type="submit", class_="btn")
    return tag("form", *hidden, button, action=action, method="post", data_send=True)


def key_of(origin: Origin) -> str:
    """What the page calls an origin by: its place on the server is not told to readers."""
    return hashlib.sha256(f"{origin.kind} {origin.location}".encode()).hexdigest()[:24]


def removal(article_id: str) -> Html:
    """Under an article: to hide it, or to erase it once that is confirmed by typing."""
    word = said.PURGE_WORD
    return tag(
        "details",
        tag("summary", said.REMOVE),
        tag("p", said.REMOVE_HOW),
        _button(links.REMOVE, said.REMOVE_BUTTON, ("article", article_id)),
        tag("p", said.PURGE_HOW.format(word=word)),
        tag(
            "form",
            *_purging(article_id),
            action=links.PURGE,
            method="post",
            class_="find",
            data_send=True,
        ),
        class_="removal",
    )


def _purging(article_id: str) -> Iterator[Html]:
    label = said.PURGE_FIELD.format(word=said.PURGE_WORD)
    yield tag("input", type="hidden", name="article", value=article_id)
    yield tag("label", label, for_="confirm")
    yield tag(
        "input",
        type="text",
        id="confirm",
        name="confirm",
        required=True,
        maxlength=20,
        autocomplete="off",
    )
    yield tag("button", said.PURGE_BUTTON, type="submit", class_="btn danger")
