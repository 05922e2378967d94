"""The request that a thread works on: its id of our own, and the hookInstance that its client gave it."""

from __future__ import annotations

from contextvars import ContextVar
from uuid import uuid4

_request: ContextVar[str] = ContextVar("request", default="")
_instance: ContextVar[str] = ContextVar("hook_instance", default="")


def begin_request() -> None:
    """Begin a request on this thread, with an id that the answer, every line and the record carry.

    One that has begun goes on.
    """
    if not _request.get():
        _request.set(uuid4().hex)
        _instance.set("")


def end_request() -> None:
    """End it."""
    _request.set("")


def request_id() -> str:
    """The id of the request that this thread works on; empty where there is none."""
    return _request.get()


def is_of_instance(instance: str) -> None:
    """Note the hookInstance of the request, once it is known; a UUID, in which nothing else can stand."""
    _instance.set(instance)


def hook_instance() -> str:
    """The hookInstance of the request; empty while it is not known."""
    return _instance.get() if _request.get() else ""
