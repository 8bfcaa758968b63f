"""A command's request where it is as it should be, without the framework's general way through it.

A request for exactly the path of a `CommandRoute`, with a JSON body that its model takes, one Idempotency-Key and a
caller, goes to the route's own function at once. Every other one, whatever is wrong or unusual about it, goes the
general way as if nobody had looked, and gets what it always got; and the route stands in the OpenAPI document like any
other. Both ways check by the route's own annotations.

    async def respond(body: RespondIn, key: IdempotencyKey, caller: Caller = who) -> Response: ...

    router.add_api_route("/respond", respond, methods=["POST"], route_class_override=CommandRoute, ...)
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from fastapi import Request
from fastapi.routing import APIRoute, APIRouter, iter_route_contexts
from pydantic import TypeAdapter, ValidationError
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import Message, Receive, Scope, Send

_LOOKED = "restu.shortcut"


class CommandRoute(APIRoute):
    """A POST of `body`, `key` and `caller` to a coroutine that makes the response itself."""

    @cached_property
    def shortcut(self) -> Shortcut:
        """The short way to it. Raises TypeError for a function that takes other things."""
        return Shortcut(self)


class Shortcut:
    """The short way to one route."""

    def __init__(self, route: CommandRoute) -> None:
        takes: dict[str, Any] = dict(inspect.signature(route.endpoint, eval_str=True).parameters)
        if set(takes) != {"body", "key", "caller"} or not inspect.iscoroutinefunction(route.endpoint):
            raise TypeError(f"{route.path} is no coroutine of a body, a key and a caller")
        body, key, caller = takes["body"], takes["key"], takes["caller"]
        self.route = route
        self._body = TypeAdapter(body.annotation).validator.validate_json
        self._key = TypeAdapter(key.annotation).validator.validate_python
        self._caller = caller.default.dependency

    async def answer(self, request: Request, messages: Sequence[Message]) -> Response | None:
        """The answer, or None where anything is not plain: nothing was done then. Raises what the route raises."""
        headers = request.scope["headers"]
        named = dict(headers)
        if len(named) != len(headers) or named.get(b"content-type") != b"application/json":
            return None
        try:
            body = self._body(b"".join([message["body"] for message in messages]))
            key = self._key(named[b"idempotency-key"].decode("latin-1"))
        except (ValidationError, LookupError):
            return None
        response: Response = await self.route.endpoint(body=body, key=key, caller=await self._caller(request))
        return response


class Shortcuts(BaseRoute):
    """Stands before all other routes of an application and looks at each request once."""

    def __init__(self, router: APIRouter) -> None:
        self._router = router

    @cached_property
    def _known(self) -> dict[str, Shortcut]:
        routes = [context.original_route for context in iter_route_contexts(self._router.routes)]
        return {route.path: route.shortcut for route in routes if isinstance(route, CommandRoute)}

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether there is a short way that was not looked for before."""
        if scope["type"] != "http" or scope["method"] != "POST" or _LOOKED in scope:
            return Match.NONE, {}
        shortcut = self._known.get(scope["path"])
        return (Match.FULL, {_LOOKED: shortcut, "route": shortcut.route}) if shortcut else (Match.NONE, {})

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request, one way or the other."""
        messages = await _whole(receive)
        response = await scope[_LOOKED].answer(Request(scope, receive), messages)
        if response is not None:
            await response(scope, receive, send)
        else:
            await self._router.app(scope, _again(messages, receive), send)


async def _whole(receive: Receive) -> list[Message]:
    """All of a request, up to the last of its body or its client's going away."""
    messages = [await receive()]
    while messages[-1].get("more_body"):
        messages.append(await receive())
    return messages


def _again(messages: Sequence[Message], receive: Receive) -> Receive:
    """Gives once more what was received, then what comes."""
    known = iter(messages)

    async def give() -> Message:
        message = next(known, None)
        return message if message is not None else await receive()

    return give
