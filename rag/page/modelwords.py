"""The wording of setting up a model from the page."""

from __future__ import annotations

MODEL = "/model"
TITLE = "Answer with a model"
OPEN = "Set up a model …"
CLOSE = "Close"
WHAT = (
    "A language model writes answers from the passages found, and each of its sentences is checked "
    "against them. Your question and those passages are sent to where it runs. It is used until "
    "Byline is stopped, by everyone who asks here."
)
ENDPOINT = "Endpoint"
ENDPOINT_HINT = (
    "Any that speaks OpenAI's protocol, such as http://127.0.0.1:11434/v1 for Ollama on this "
    "machine. Empty means OpenAI itself."
)
NAME = "Model"
NAME_HINT = "As the endpoint calls it."
KEY = "Key"
KEY_HINT = "If it asks for one. It is kept in memory only, and never shown or logged."
KEY_KEPT = "One is set. Leave this empty to keep it for the same endpoint."
TEST = "Try it"
USE = "Use it"
QUOTES = "Back to quotes, no model"
NO_NAME = "Name a model."
OFF = "Models are set up by whoever runs this installation."


def answered(model: str, seconds: float) -> str:
    """The result of a try."""
    return f"{model} answered in {seconds:.1f} s."
