"""What the OpenAI-compatible interface says."""

from __future__ import annotations

SOURCES = "Sources:"
UNDATED = "undated"
UNKNOWN = "publisher unknown"
NO_QUESTION = "the last message must be the user's: it is what is asked"
ONLY_TEXT = "a message may hold text alone, no {kind}"
NO_MODEL = "there is no model '{name}' here; there are {known}"
NOT_HERE = {
    "n": "there is one answer to a question; n must be 1",
    "tools": "Byline calls no tools, and reads no results of them",
    "functions": "Byline calls no functions, and reads no results of them",
    "audio": "Byline answers in text alone",
    "logprobs": "there are no logprobs: sentences are checked, not sampled",
    "response_format": "answers are text; POST /v1/ask gives them as JSON with all they rest on",
}
