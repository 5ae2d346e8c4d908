"""One request and its answer, with every fault of the line turned into words for people."""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

import httpcore
import httpx

from rag.intake.draft import Unreadable
from rag.intake.web.addresses import Checked, Resolve, Target, checked
from rag.intake.web.budget import Budget, Passing
from rag.intake.web.connecting import Line, Transport

T = TypeVar("T")
_TICK = 0.1  # seconds after which a lookup looks whether it is still wanted


def trusted() -> ssl.SSLContext:
    """The certificates that are believed: certifi's, whatever the environment says."""
    return httpx.create_ssl_context(trust_env=False)


def looked_up(where: Target, resolve: Resolve, budget: Budget, *, local: bool) -> Checked:
    """The checked addresses of a target, within the budget. Raises Unreadable and Passing."""
    if where.literal:  # nothing to wait for
        return checked(where, resolve, local=local)
    with _in_words(where.host):
        return _in_time(lambda: checked(where, resolve, local=local), budget)


@contextlib.contextmanager
def exchanged(
    line: Line, headers: Mapping[str, str], trust: ssl.SSLContext | None
) -> Iterator[httpx.Response]:
    """The answer to a GET; its body is read by ``response.iter_raw`` before this ends.

    Raises Unreadable for what will not pass, Passing for what may.
    """
    target = line.checked.target
    request = httpx.Request("GET", target.url, headers=headers)
    with contextlib.closing(Transport(line, trust)) as transport, _in_words(target.host):
        yield transport.handle_request(request)


def _in_time(work: Callable[[], T], budget: Budget) -> T:
    """A call that cannot be ended, left to itself when the time is out."""
    done: Future[T] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except (Unreadable, OSError) as error:
            done.set_exception(error)

    Thread(target=run, name="lookup", daemon=True).start()
    while not done.done():
        with contextlib.suppress(TimeoutError):
            done.exception(timeout=min(_TICK, budget.left()))
    return done.result()


@contextlib.contextmanager
def _in_words(host: str) -> Iterator[None]:
    """Faults of network and protocol as reasons. Names the host, never the whole address."""
    try:
        yield
    except socket.gaierror as error:
        if error.errno == socket.EAI_AGAIN:
            raise Passing(f"{host} could not be looked up; check the connection") from error
        raise Unreadable(f"there is no host {host}; check its spelling") from error
    except ssl.SSLCertVerificationError as error:
        why = error.verify_message or "it does not hold"
        raise Unreadable(f"the certificate of {host} is not trusted: {why}") from error
    except ssl.SSLError as error:
        raise Unreadable(f"no secure connection to {host} could be made") from error
    except TimeoutError as error:
        raise Passing(f"{host} did not answer in time; try again later") from error
    except (ConnectionResetError, ConnectionAbortedError, BrokenPipeError) as error:
        raise Passing(f"{host} broke the connection off; try again later") from error
    except httpcore.RemoteProtocolError as error:
        raise Passing(f"{host} broke its answer off, or sent none; try again later") from error
    except (ConnectionRefusedError, httpcore.ProtocolError) as error:
        raise Unreadable(f"{host} takes no requests of this kind; try again later") from error
    except OSError as error:
        raise Unreadable(f"{host} could not be reached: {error.strerror or error}") from error
