"""The page's wording for languages and for undated articles, in the filters under the field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rag.page import choosingwords, words
from rag.page.talk import Filters
from rag.page.words import count, listed

LANGUAGES = "Languages"
ANY_LANGUAGE = "Any language"
UNDATED_TOO = "Undated articles too"
ALL_ARTICLES = "Ask all articles"
ONLY = "Asking only"

_LANGUAGES = {
    "ar": "Arabic",
    "bg": "Bulgarian",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hu": "Hungarian",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sv": "Swedish",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "zh": "Chinese",
}


def with_undated(left_out: int) -> str:
    """On the button that takes in what days left out."""
    return f"Ask with the {count(left_out, 'undated article')} too"


def languages(counts: Mapping[str, int]) -> tuple[tuple[str, str], ...]:
    """Label and code of each language to choose from; none where there is but one."""
    keys: dict[str, int] = {}
    for language, n in counts.items():
        key = language.casefold().partition("-")[0]
        keys[key] = keys.get(key, 0) + n
    return tuple((f"{_LANGUAGES.get(key, key)} ({n:,})", key) for key, n in keys.items() if key)


def languages_set(keys: Sequence[str]) -> str:
    """What the languages' button says."""
    return listed([_LANGUAGES.get(key, key) for key in keys], "or") if keys else ANY_LANGUAGE


def filters_set(filters: Filters) -> str:
    """All that was set beside a question, in one line."""
    ticked = choosingwords.pill(len(filters.articles)) if filters.articles else ""
    return _together(filters, ticked)


def only(filters: Filters, name: str = "") -> str:
    """What the next question is narrowed to; ``name`` is that of the collection which that is."""
    if name:
        return f"{ONLY} “{name}”"
    n = len(filters.articles)
    return f"{ONLY} {_together(filters, count(n, 'ticked article') if n else '')}"


def _together(filters: Filters, ticked: str) -> str:
    dates = words.dates_set(filters.since, filters.until, filters.undated)
    shown = [
        words.outlets_set(filters.outlets) if filters.outlets else "",
        languages_set(filters.languages) if filters.languages else "",
        dates if filters.since or filters.until else "",
        ticked,
    ]
    return " · ".join(each for each in shown if each)
