"""Every error that Byline raises on purpose. The message says what, where, and what to do.

::

    BylineError
    ├── UsageError            the call itself is wrong           (exit 2)
    │   ├── SettingsError     a setting is unknown or malformed
    │   ├── UnknownSource     a filter names an outlet the library does not hold
    │   ├── UnknownCollection no articles were given that name
    │   └── HistoryError      a history is not a list of turns
    ├── NotFound              asked for by name and not there    (exit 4)
    │   ├── ArticleNotFound
    │   ├── RevisionNotFound
    │   ├── TraceNotFound
    │   ├── ConversationNotFound
    │   ├── JobNotFound
    │   ├── KeyNotFound
    │   └── UserNotFound
    ├── LibraryError          the library itself                 (exit 1)
    │   ├── LibraryNotFound
    │   ├── LibraryDamaged
    │   ├── LibraryNewer      made by a later version of Byline
    │   └── EmbeddingMismatch made with another embedding model
    ├── LibraryBusy           another process holds it           (exit 5)
    │   └── TooMuchWaiting    as much work waits as may
    ├── EmbeddingError        an embedder misbehaves             (exit 1)
    ├── EntailmentError       a model of entailment misbehaves   (exit 1)
    ├── ReaderError           a reader from elsewhere misbehaves (exit 1)
    ├── RerankerError         a reranker misbehaves              (exit 1)
    ├── PromptError           a prompt file lacks or misnames a field (exit 1)
    ├── TraceDamaged          a file that holds no trace         (exit 1)
    ├── ConversationsUnavailable  the file of the conversations cannot be used (exit 1)
    ├── CollectionsDamaged    the file of the named collections cannot be read (exit 1)
    ├── UsersDamaged          the file of users cannot be read (exit 1)
    ├── KeysDamaged           the file of keys cannot be read (exit 1)
    ├── SpanMismatch          a citation that is not its article's words (exit 1)
    ├── WeightsDamaged        the installed weights of the confidence cannot be used (exit 1)
    ├── MissingExtra          an optional package is not installed (exit 1)
    └── ModelError            the language model's endpoint      (exit 1)
        ├── ModelTimeout
        └── ModelCapped       a cap on tokens, requests or cost holds
"""

from __future__ import annotations


class BylineError(Exception):
    """The base of all of them. ``exit_code`` is what the command line ends with."""

    exit_code = 1


class UsageError(BylineError):
    exit_code = 2


class SettingsError(UsageError):
    pass


class UnknownSource(UsageError):
    """A source filter that matches nothing; ``near`` holds the names that come closest."""

    def __init__(self, name: str, near: tuple[str, ...], known: tuple[str, ...]) -> None:
        self.name, self.near, self.known = name, near, known
        if near:
            hint = "did you mean " + " or ".join(near) + "?"
        elif known:
            hint = "this library has " + ", ".join(known[:12]) + "."
        else:
            hint = "no article in this library names an outlet or a credit."
        super().__init__(f"no article comes from or credits '{name}'; {hint}")


class UnknownCollection(UsageError):
    """A name that no collection has; ``near`` holds the names that come closest."""

    def __init__(self, name: str, near: tuple[str, ...], known: tuple[str, ...]) -> None:
        self.name, self.near, self.known = name, near, known
        if near:
            hint = "did you mean " + " or ".join(near) + "?"
        elif known:
            hint = "there are " + ", ".join(known[:12]) + "."
        else:
            hint = "none was made yet; `rag collections add NAME ARTICLE...` makes one."
        super().__init__(f"no collection is called '{name}'; {hint}")


class HistoryError(UsageError):
    pass


class NotFound(BylineError):
    exit_code = 4


class ArticleNotFound(NotFound):
    def __init__(self, article_id: str) -> None:
        self.article_id = article_id
        super().__init__(f"no article '{article_id}' in this library; `rag list` shows their ids")


class RevisionNotFound(NotFound):
    def __init__(self, article_id: str, revision: int) -> None:
        self.article_id, self.revision = article_id, revision
        super().__init__(f"article '{article_id}' has no revision {revision}")


class TraceNotFound(NotFound):
    def __init__(self, trace_id: str) -> None:
        self.trace_id = trace_id
        super().__init__(
            f"no file and no trace '{trace_id}' here; an answer names its trace (`trace_id` with "
            "--json), and RAG_TRACES says how many are kept"
        )


class ConversationNotFound(NotFound):
    def __init__(self, conversation: str) -> None:
        self.conversation = conversation
        super().__init__("there is no such conversation; it may have been removed")


class ConversationsUnavailable(BylineError):
    def __init__(self, path: str, why: str) -> None:
        self.path = path
        super().__init__(
            f"conversations cannot be kept in {path}: {why}; if it is damaged, move it away and a "
            "new one is begun"
        )


class JobNotFound(NotFound):
    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(
            f"no job '{key:.40}': the newest are kept, until the server stops. What a job has "
            "stored stays, and sending the same again changes nothing that is there"
        )


class KeyNotFound(NotFound):
    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        self.name = name
        held = f"there are {', '.join(known)}" if known else "there are none yet"
        super().__init__(f"no key '{name}'; {held}")


class UserNotFound(NotFound):
    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        self.name = name
        held = f"there are {', '.join(known)}" if known else "there are none yet"
        super().__init__(f"no user '{name}'; {held}")


class CollectionsDamaged(BylineError):
    def __init__(self, path: str, why: str) -> None:
        self.path = path
        super().__init__(
            f"the collections in {path} cannot be read: {why}; put back a copy of the file, or "
            "move it away"
        )


class UsersDamaged(BylineError):
    def __init__(self, path: str, why: str) -> None:
        self.path = path
        super().__init__(f"the users in {path} cannot be read: {why}; put back a copy of the file")


class KeysDamaged(BylineError):
    def __init__(self, path: str, why: str) -> None:
        self.path = path
        super().__init__(f"the keys in {path} cannot be read: {why}; put back a copy of the file")


class TraceDamaged(BylineError):
    def __init__(self, path: str, why: str) -> None:
        self.path = path
        super().__init__(f"{path} holds no trace of an answer: {why}")


class LibraryError(BylineError):
    pass


class LibraryNotFound(LibraryError):
    def __init__(self, folder: str, place: str | None = None) -> None:
        """``place`` is where the ledger would be, when that is not the folder."""
        self.folder = folder
        super().__init__(
            f"there is no library in '{place or folder}'; make one with "
            f"`rag ingest YOUR_ARTICLES --index {folder}`"
        )


class LibraryDamaged(LibraryError):
    pass


SAVE = "save what can still be read with `rag export FILE` and `rag import FILE`"
"""What to do with a library that is damaged, in its messages."""


class LibraryNewer(LibraryError):
    def __init__(self, folder: str, found: int, known: int) -> None:
        self.found, self.known = found, known
        super().__init__(
            f"the library in '{folder}' has schema {found}, this Byline knows up to {known}; "
            "install a newer byline"
        )


class EmbeddingMismatch(LibraryError):
    def __init__(self, folder: str, made_with: str, asked_for: str) -> None:
        self.made_with, self.asked_for = made_with, asked_for
        super().__init__(
            f"the library in '{folder}' was made with the embedding model {made_with}, not "
            f"{asked_for}; set RAG_EMBEDDING back, or run `rag rebuild --embed --index {folder}`"
        )


class LibraryBusy(BylineError):
    exit_code = 5


class TooMuchWaiting(LibraryBusy):
    pass


class EmbeddingError(BylineError):
    pass


class EntailmentError(BylineError):
    pass


class ReaderError(BylineError):
    pass


class RerankerError(BylineError):
    pass


class PromptError(BylineError):
    pass


class SpanMismatch(BylineError):
    pass


class WeightsDamaged(BylineError):
    def __init__(self, file: str, fault: str) -> None:
        self.file, self.fault = file, fault
        super().__init__(
            f"the weights in '{file}' cannot be used: {fault}; reinstall byline, or make them anew "
            "with `make tune-confidence`"
        )


class MissingExtra(BylineError):
    def __init__(self, what: str, extra: str) -> None:
        self.extra = extra
        super().__init__(f"{what} needs an optional package; run `pip install 'byline[{extra}]'`")


class ModelError(BylineError):
    pass


class ModelTimeout(ModelError):
    pass


class ModelCapped(ModelError):
    pass
