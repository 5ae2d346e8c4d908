"""What an endpoint's fault means: whether to try again, when, and what to tell the reader."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from rag.errors import ModelError, ModelTimeout
from rag.masking import MASK

_OPTIONAL = ("stream_options", "max_tokens", "max_completion_tokens", "temperature", "grammar")
_UNREACHED = "cannot be reached"
_TOO_LONG = re.compile(r"context (?:size|length|window)|maximum context", re.IGNORECASE)
_PASSING = frozenset({408, 409, 425, 429})


@dataclass(frozen=True, slots=True)
class Refusal:
    """A failed try, as the rest of the client needs it."""

    what: str
    """What happened, to follow the endpoint's name in a sentence."""
    remedy: str
    passing: bool = False
    """Whether it may well go better in a moment."""
    wait: float | None = None
    """Seconds the endpoint asks to wait."""
    fields: frozenset[str] = frozenset()
    """Fields of the request that it does not take."""
    timeout: bool = False


def refusal_of(error: Exception) -> Refusal:
    """Read an error of the client. Nothing here looks at the request, so no key can leak in."""
    import openai

    if isinstance(error, openai.APITimeoutError):
        return _of_silence(error)
    if isinstance(error, openai.APIConnectionError):
        return Refusal(_UNREACHED, "check that it runs and that RAG_LLM_BASE_URL is right", True)
    if isinstance(error, openai.APIStatusError):
        return _of_status(error)
    if isinstance(error, ModelError):
        return Refusal(str(error), "try again, or choose another model", True)
    if isinstance(error, openai.APIError):
        return Refusal(f"reported: {_words(error.message)}", "see that server's log", True)
    return Refusal("sent something that is not its protocol", "check RAG_LLM_BASE_URL")


def broken_off(refusal: Refusal) -> Refusal:
    """The same fault after text had come: what was lost is the rest of it."""
    if refusal.what != _UNREACHED:
        return refusal
    return replace(refusal, what="broke off in the middle of its answer", remedy="ask again")


def _of_silence(error: Exception) -> Refusal:
    if "Connect" in type(error.__cause__).__name__:
        return Refusal(
            "does not take a connection",
            "check that it runs and that RAG_LLM_BASE_URL is right",
            True,
            timeout=True,
        )
    return Refusal(
        "fell silent", "allow more with RAG_LLM_TIMEOUT, or choose a faster model", timeout=True
    )


def _of_status(error: Any) -> Refusal:
    status = int(error.status_code)
    said = _message(error.body)
    match status:
        case 401 | 403:
            return Refusal(
                f"refused the key (status {status})", "check OPENAI_API_KEY or RAG_LLM_API_KEY"
            )
        case 404:
            return Refusal(
                f"knows no such model or address (404{said})", "check RAG_LLM and RAG_LLM_BASE_URL"
            )
        case 429:
            return Refusal(
                f"takes no more requests now (429{said})",
                "wait a while, or look at your quota there",
                True,
                _retry_after(error.response.headers),
            )
        case _ if _TOO_LONG.search(said):
            return Refusal(
                f"cannot hold so long a prompt (status {status}{said})",
                "set RAG_LLM_CONTEXT to the tokens that it holds",
            )
        case _ if status >= 500 or status in _PASSING:
            return Refusal(
                f"failed (status {status}{said})",
                "try again later",
                True,
                _retry_after(error.response.headers),
            )
        case _:
            return Refusal(
                f"refused the request (status {status}{said})",
                "check RAG_LLM, RAG_LLM_BASE_URL and RAG_LLM_MAX_TOKENS",
                fields=_fields(error.body),
            )


def _fields(body: Any) -> frozenset[str]:
    """Which optional field of the request a refusal names first; the others may be innocent."""
    if not isinstance(body, Mapping):
        return frozenset()
    named = [name for name in _OPTIONAL if body.get("param") == name]
    said = str(body.get("message", ""))
    named = named or sorted(
        (name for name in _OPTIONAL if re.search(rf"\b{name}\b", said)), key=said.index
    )
    return frozenset(named[:1])


def _message(body: Any) -> str:
    said = body.get("message") if isinstance(body, Mapping) else None
    return f": {_words(said)}" if isinstance(said, str) and said.strip() else ""


def _words(text: Any) -> str:
    """An endpoint's own words: one line, short, printable."""
    line = " ".join("".join(c if c.isprintable() else " " for c in str(text)).split())
    return line[:160].rstrip(" .")


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds (RFC 9110, 10.2.3); a date there is rare, and then the usual wait does."""
    try:
        seconds = float(headers.get("retry-after", ""))
    except ValueError:
        return None
    return seconds if 0 <= seconds < float("inf") else None


def explained(refusal: Refusal, name: str, host: str, secrets: Iterable[str]) -> ModelError:
    """The error for a person: which model, where, what happened, what to do. Never a secret."""
    kind = ModelTimeout if refusal.timeout else ModelError
    asked = f" and asks to wait {refusal.wait:g} seconds" if refusal.wait else ""
    text = f"{name} at {host} {refusal.what}{asked}; {refusal.remedy}"
    for secret in secrets:
        text = text.replace(secret, MASK) if len(secret) > 4 else text
    return kind(text)
