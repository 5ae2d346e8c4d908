"""Which way readers come in, as the settings say: unasked, by a password, or by one's own rule."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter

from rag.classes import ImportPath
from rag.errors import SettingsError
from rag.page.gate import Known
from rag.page.readers import Browsers
from rag.page.signing_in import LOGIN, LOGOUT, Dependency, Own, Passwords, sign_in_routes
from rag.settings import Settings
from rag.users import Users

PASSWORD = "password"  # noqa: S105 - the name of a way in


@dataclass(frozen=True, slots=True)
class Door:
    """Who is known, the routes that go with it, and whether readers can sign out."""

    known: Known
    router: APIRouter | None = None
    opened: tuple[str, ...] = ()
    """Paths of these routes."""

    @property
    def signs_out(self) -> bool:
        return LOGOUT in self.opened


def door(settings: Settings) -> Door:
    """Raises SettingsError for an ``auth`` that cannot be, or asks for passwords nobody has."""
    if settings.auth is None:
        return Door(Browsers())
    if settings.auth == PASSWORD:
        users = Users(Path(settings.index))
        if not users.names():
            raise SettingsError(
                "auth is password and there are no users yet; add one with `rag users add NAME "
                f"--index {settings.index}`"
            )
        return Door(Passwords(users), sign_in_routes(users), (LOGIN, LOGOUT))
    return Door(Own(_own(settings.auth)))


def _own(named: str) -> Dependency:
    where = ImportPath.read(named)
    try:
        found = where.found()
    except Exception as error:
        raise SettingsError(f"auth: '{where.shown}' cannot be imported: {error!r}") from error
    if not callable(found):
        raise SettingsError(f"auth: '{where.shown}' is nothing that can be called")
    return found
