"""Refuses and records every connection that would leave this machine.

Python loads this by itself in each process whose PYTHONPATH names the folder, children of
children included; the tests' own process imports it. Each refusal stands in :data:`attempts`,
and in the file that OFFLINE_ATTEMPTS names: what a program swallows is seen all the same.
"""

from __future__ import annotations

import ipaddress
import os
import sys
import traceback
from typing import Any

attempts: list[str] = []
"""What was refused in this process: the event, the address, and who wanted it."""

_LOOKUPS = {
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.gethostbyaddr",
    "socket.getnameinfo",
}
_SENDS = {"socket.connect", "socket.sendto", "socket.sendmsg"}


class ConnectionLeaves(OSError):
    """Nothing here may reach beyond this machine."""


def _refuse(event: str, args: tuple[Any, ...]) -> None:
    if event in _LOOKUPS:
        host = args[0][0] if isinstance(args[0], tuple) else args[0]
    elif event in _SENDS and isinstance(args[1], tuple):
        host = args[1][0]
    else:
        return  # of another kind, or to a socket in the file system
    if not _stays(host):
        _record(f"{event} {host}")
        raise ConnectionLeaves(f"{event} to {host} would leave this machine")


def _stays(host: str | bytes | None) -> bool:
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(str(name).split("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _record(what: str) -> None:
    wanted_by = [f"{f.filename}:{f.lineno}" for f in traceback.extract_stack()[:-2][-6:]]
    attempts.append(f"{what} by {' > '.join(wanted_by)}")
    path = os.environ.get("OFFLINE_ATTEMPTS")
    if path:
        with open(path, "a", encoding="utf-8") as file:  # noqa: PTH123  # pathlib would load more
            file.write(attempts[-1] + "\n")


sys.addaudithook(_refuse)
