"""What PostgreSQL's faults mean to a person. The classes are those of its manual, appendix A."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy.exc import DBAPIError

from rag.errors import BylineError, LibraryBusy, LibraryDamaged, LibraryError
from rag.masking import MASK

_BUSY: Mapping[str, str] = MappingProxyType(
    {
        "55P03": "another process has been writing to '{name}' for 30 s; try again when it is done",
        "53300": "'{name}' has no connection left for this process; end others, or raise "
        "max_connections there",
        "40001": "another process changed '{name}' at the same moment; try again",
        "40P01": "another process changed '{name}' at the same moment; try again",
        "57014": "'{name}' cut a long question short; try again",
    }
)
_PLAIN: Mapping[str, str] = MappingProxyType(
    {
        "42501": "this user may not do that in '{name}' ({told}); use the role that made the "
        "library, or have its owner GRANT it",
        "25006": "'{name}' takes no changes ({told}); searching works, changing needs the primary "
        "server",
        "3F000": "'{name}' has no schema to put a library in; run `CREATE SCHEMA` there, or check "
        "search_path in RAG_LEDGER",
        "53100": "the disk of '{name}' is full ({told}); what was stored before stays; make room "
        "and run the same command again",
    }
)
# A server tells these when it refuses a connection; the driver gives no class then.
_REFUSED: Mapping[str, str] = MappingProxyType(
    {
        "password authentication failed": "'{name}' refuses this user or password; check "
        "RAG_LEDGER, PGPASSWORD or ~/.pgpass",
        "no password supplied": "'{name}' asks for a password; put it into ~/.pgpass, PGPASSWORD "
        "or RAG_LEDGER",
        "no pg_hba.conf entry": "'{name}' lets nobody in from here as this user; its pg_hba.conf "
        "says who may",
    }
)
_DAMAGED = ("XX001", "XX002")


def busy(error: DBAPIError) -> bool:
    """Whether another process was in the way."""
    return getattr(error.orig, "sqlstate", None) in _BUSY


def explained(error: BaseException, name: str, password: str | None) -> BylineError:
    """The error to raise for one of the driver's. No article's words are told, and no password."""
    state: str = getattr(error, "sqlstate", None) or ""
    told = _first_line(error)
    if password:
        told = told.replace(password, MASK)
    if state in _BUSY:
        return LibraryBusy(_BUSY[state].format(name=name))
    if state in _PLAIN:
        return LibraryError(_PLAIN[state].format(name=name, told=told))
    if state in _DAMAGED:
        return LibraryDamaged(
            f"the ledger '{name}' is damaged ({told}); restore a backup of the database"
        )
    if not state or state[:2] in {"08", "57"}:
        return _connection(told, name)
    return LibraryError(f"'{name}' failed ({told}); what was stored before stays")


def _first_line(error: BaseException) -> str:
    """What follows it may quote the values that were to be stored."""
    primary = getattr(getattr(error, "diag", None), "message_primary", None)
    return str(primary or error).strip().split("\n")[0]


def _connection(told: str, name: str) -> BylineError:
    for sign, meaning in _REFUSED.items():
        if sign in told:
            return LibraryError(meaning.format(name=name))
    if "too many clients" in told or "connection slots" in told:
        return LibraryBusy(_BUSY["53300"].format(name=name))
    if "does not exist" in told:
        return LibraryError(
            f"cannot open the ledger '{name}' ({told.split('FATAL:')[-1].strip()}); make it with "
            "`createdb` or `createuser`, or check RAG_LEDGER"
        )
    return LibraryError(not_reached(name, told))


def not_reached(name: str, told: str) -> str:
    return (
        f"the ledger '{name}' cannot be reached ({told}); start PostgreSQL, or check RAG_LEDGER, "
        "then try again"
    )
