"""The pages of the network: public timeline, profiles, permanent links, sign-up, pictures.

Guarantees: only public and unlisted statuses are shown (unlisted ones not in the timeline); a page of something
that does not exist says so with 404.
"""

from __future__ import annotations

import base64
import sqlite3

from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox import accounts, entities, media, pages, statuses
from sandbox.entities import Json
from sandbox.network import Network
from sandbox.params import parse_id, read_params
from sandbox.statuses import Filters, Page, Refused

MISSING = base64.b64decode(  # a transparent PNG of one pixel
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
SHOWN = Page(limit=40)
PAGE_BASE = ""  # links on pages are relative, so that they hold under any name of this host
NOSNIFF = {"X-Content-Type-Options": "nosniff"}
ASSETS = {"sandbox.css": "text/css", "refresh.js": "text/javascript"}


class Web:
    """The pages, over one network."""

    def __init__(self, network: Network) -> None:
        self._network = network

    async def timeline(self, _request: Request) -> Response:
        """Everybody's public statuses."""

        def read(connection: sqlite3.Connection) -> list[Json]:
            rows = statuses.public(connection, SHOWN, with_reblogs=True)
            return [entities.status(connection, row, None, PAGE_BASE) for row in rows]

        return pages.timeline_page("Public timeline", "Public timeline", await self._network.store.run(read))

    async def profile(self, request: Request) -> Response:
        """One account's statuses."""

        def read(connection: sqlite3.Connection) -> tuple[sqlite3.Row, list[Json]] | None:
            account = accounts.by_username(connection, request.path_params["name"])
            if account is None:
                return None
            rows = statuses.of_account(connection, account["id"], None, SHOWN, Filters())
            return account, [entities.status(connection, row, None, PAGE_BASE) for row in rows]

        found = await self._network.store.run(read)
        if found is None:
            return _missing()
        account, shown = found
        return pages.timeline_page(account["display_name"], f"{account['display_name']} @{account['username']}", shown)

    async def permalink(self, request: Request) -> Response:
        """One status within its thread."""
        status_id = parse_id(request.path_params["id"])

        def read(connection: sqlite3.Connection) -> tuple[Json, list[Json], list[Json]] | None:
            row = statuses.visible(connection, status_id, None) if status_id is not None else None
            if row is None:
                return None
            before, after = statuses.context(connection, row["id"], None)
            return (
                entities.status(connection, row, None, PAGE_BASE),
                [entities.status(connection, each, None, PAGE_BASE) for each in before],
                [entities.status(connection, each, None, PAGE_BASE) for each in after],
            )

        found = await self._network.store.run(read)
        if found is None or found[0]["account"]["username"].lower() != request.path_params["name"].lower():
            return _missing()
        return pages.status_page(*found)

    async def canonical(self, request: Request) -> Response:
        """A status's `uri` leads to its page."""
        name, status_id = request.path_params["name"], request.path_params["id"]
        return RedirectResponse(f"/@{name}/{status_id}", 302)

    async def sign_up(self, request: Request) -> Response:
        """Show the form, or make an account."""
        if request.method == "GET":
            return pages.sign_up_page()
        origin = request.headers.get("origin")
        if origin is not None and origin != f"{request.url.scheme}://{request.headers.get('host', '')}":
            return pages.message_page("Not possible", "This form was sent from another site.", 403)
        try:
            params = await read_params(request)
            username, display_name = params.text("username").strip(), params.text("display_name").strip()
            password = params.text("password")
        except Refused as refusal:
            return pages.message_page("Not possible", str(refusal), refusal.status)
        try:
            await self._network.store.run(accounts.create, username, password, display_name)
        except accounts.AccountError as error:
            return pages.sign_up_page(username, display_name, str(error), 422)
        return pages.message_page("Welcome", f"The account @{username} exists now; an app can ask for it.", 201)

    async def image(self, request: Request) -> Response:
        """An image that was uploaded."""
        media_id = parse_id(request.path_params["id"])
        row = await self._network.store.run(media.by_id, media_id) if media_id is not None else None
        return Response(row["data"], 200, NOSNIFF, row["type"]) if row is not None else _missing()

    async def avatar(self, request: Request) -> Response:
        """An account's picture."""
        account_id = parse_id(request.path_params["id"])
        row = await self._network.store.run(accounts.by_id, account_id) if account_id is not None else None
        return pages.avatar(row["id"], row["display_name"][:1].upper()) if row else _missing()


async def _header_picture(_request: Request) -> Response:
    return Response(MISSING, 200, {"Cache-Control": "max-age=3600"}, "image/png")


async def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in ASSETS:
        return _missing()
    return FileResponse(pages.STATIC / name, media_type=ASSETS[name], headers=NOSNIFF)


def _missing() -> Response:
    return pages.message_page("Not found", "There is nothing here, or it was deleted.", 404)


def routes(network: Network) -> list[Route]:
    """All pages."""
    web = Web(network)
    return [
        Route("/", web.timeline, methods=["GET"]),
        Route("/signup", web.sign_up, methods=["GET", "POST"]),
        Route("/media/{id}", web.image, methods=["GET"]),
        Route("/static/{name}", _asset, methods=["GET"]),
        Route("/avatars/{id}.svg", web.avatar, methods=["GET"]),
        Route("/headers/original/missing.png", _header_picture, methods=["GET"]),
        Route("/users/{name}/statuses/{id}", web.canonical, methods=["GET"]),
        Route("/@{name}/{id}", web.permalink, methods=["GET"]),
        Route("/@{name}", web.profile, methods=["GET"]),
    ]
