"""The Mastodon client API: which path does what, for whom.

Methods and scopes from https://docs.joinmastodon.org/methods/. What is not listed here does not exist and gives
404. Polls, quotes and scheduling are refused with 422 in words, never silently dropped.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Sequence
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox import accounts, entities, media, oauth, people, statuses
from sandbox.call import Call, Handler, Operation, endpoint
from sandbox.entities import Json
from sandbox.limits import STATUSES
from sandbox.network import Network
from sandbox.params import MAX_UPLOAD, Params
from sandbox.statuses import Draft, Filters, Refused, not_found

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,8})?")
ABSENT = {"poll": "Polls", "scheduled_at": "Scheduled posts", "quoted_status_id": "Quotes"}


async def post_status(call: Call) -> Response:
    """Publish. The key is looked up before and kept after the create, in commits of their own, as in Mastodon."""
    store, user = call.network.store, call.user
    if call.key is not None:
        known = await store.run(statuses.by_key, user, call.key)
        if known is not None:
            return await _status(call, known)
    draft = _draft(call.params)
    call.network.limits.check(STATUSES, str(user))
    app_id = call.token.app_id if call.token else None
    sent_key = call.request.headers.get("idempotency-key")

    def create(connection: sqlite3.Connection) -> int:
        made = statuses.create(connection, user, app_id, draft, sent_key)
        media.attach(connection, user, made, () if call.drops_media else draft.media)
        return made

    status_id = await store.run(create)
    call.network.limits.use(STATUSES, str(user))
    if call.key is not None:
        await store.run(statuses.keep_key, user, call.key, status_id)
    return await _status(call, status_id)


async def upload(call: Call) -> Response:
    """Keep an image for a status to come."""
    file, description = call.params.file("file"), call.params.text("description").strip()

    def change(connection: sqlite3.Connection) -> Json:
        return entities.media(media.create(connection, call.user, file, description), call.network.base_url)

    return JSONResponse(await call.network.store.run(change))


async def read_media(call: Call) -> Response:
    """An image of one's own."""

    def read(connection: sqlite3.Connection) -> Json:
        row = media.by_id(connection, call.path_id)
        if row is None or row["account_id"] != call.user:
            raise not_found()
        return entities.media(row, call.network.base_url)

    return JSONResponse(await call.network.store.run(read))


async def edit_status(call: Call) -> Response:
    """Replace the words of one's own status."""

    def change(connection: sqlite3.Connection) -> Json:
        row = statuses.own(connection, call.path_id, call.user)
        if row["reblog_of_id"] is not None:
            raise not_found()
        statuses.edit(connection, row["id"], call.user, _draft(call.params, row))
        return _render(connection, call, statuses.own(connection, row["id"], call.user))

    return JSONResponse(await call.network.store.run(change))


async def delete_status(call: Call) -> Response:
    """Delete one's own status; the answer has its source text."""

    def change(connection: sqlite3.Connection) -> Json:
        row = statuses.own(connection, call.path_id, call.user)
        shown = entities.status(connection, row, call.user, call.network.base_url, with_source=True)
        statuses.delete(connection, row["id"], call.user)
        return shown

    return JSONResponse(await call.network.store.run(change))


async def read_status(call: Call) -> Response:
    """One status."""
    return await _status(call, call.path_id)


async def reblog(call: Call) -> Response:
    """Reblog; the answer is the reblog, with the original inside."""
    visibility = call.params.text("visibility") or "public"
    if visibility not in ("public", "unlisted", "private"):
        raise Refused(422, "Validation failed: Visibility is not included in the list")
    app_id = call.token.app_id if call.token else None

    def change(connection: sqlite3.Connection) -> tuple[Json, bool]:
        target = statuses.original(connection, call.path_id, call.user)
        is_new = statuses.reblog_by(connection, target["id"], call.user) is None
        if is_new:
            call.network.limits.check(STATUSES, str(call.user))
        row = statuses.reblog(connection, call.path_id, call.user, app_id, visibility)
        return _render(connection, call, row), is_new

    shown, is_new = await call.network.store.run(change)
    if is_new:
        call.network.limits.use(STATUSES, str(call.user))
    return JSONResponse(shown)


async def unreblog(call: Call) -> Response:
    """Take a reblog back."""
    return await _changed(call, lambda connection: statuses.unreblog(connection, call.path_id, call.user))


async def favourite(call: Call) -> Response:
    """Favourite."""
    return await _changed(call, lambda c: statuses.set_favourite(c, call.path_id, call.user, is_favourite=True))


async def unfavourite(call: Call) -> Response:
    """Favourite no more."""
    return await _changed(call, lambda c: statuses.set_favourite(c, call.path_id, call.user, is_favourite=False))


async def context(call: Call) -> Response:
    """The thread around a status."""

    def read(connection: sqlite3.Connection) -> Json:
        ancestors, descendants = statuses.context(connection, call.path_id, call.viewer)
        return {
            "ancestors": [_render(connection, call, row) for row in ancestors],
            "descendants": [_render(connection, call, row) for row in descendants],
        }

    return JSONResponse(await call.network.store.run(read))


async def account_statuses(call: Call) -> Response:
    """An account's statuses."""
    params = call.params
    if "tagged" in params:
        raise Refused(422, "Lists by hashtag are not available on this development network")
    names = ("exclude_replies", "exclude_reblogs", "exclude_sensitive", "only_media")
    filters = Filters(*(params.flag(name) for name in names))
    has_none = params.flag("pinned")

    def read(connection: sqlite3.Connection) -> Sequence[sqlite3.Row]:
        if accounts.by_id(connection, call.path_id) is None:
            raise not_found()
        page = params.page()
        return [] if has_none else statuses.of_account(connection, call.path_id, call.viewer, page, filters)

    return await _listed(call, read)


async def public_timeline(call: Call) -> Response:
    """Everybody's public statuses; all of them are local."""
    has_none, only_media = call.params.flag("remote"), call.params.flag("only_media")
    return await _listed(
        call, lambda c: [] if has_none else statuses.public(c, call.params.page(), only_media=only_media)
    )


async def home_timeline(call: Call) -> Response:
    """All the caller may see, as if following everybody."""
    return await _listed(call, lambda connection: statuses.home(connection, call.user, call.params.page()))


async def instance(call: Call) -> Response:
    """What this network is and allows."""
    settings = call.network.settings
    return JSONResponse(await call.network.store.run(entities.instance, settings.public_url, settings.domain))


async def instance_v1(call: Call) -> Response:
    """The same in the older form."""
    settings = call.network.settings
    return JSONResponse(await call.network.store.run(entities.instance_v1, settings.public_url, settings.domain))


def _draft(params: Params, before: sqlite3.Row | None = None) -> Draft:
    """The draft in a request; an edit keeps what it does not name. Raises `Refused` (422)."""
    for name, words in ABSENT.items():
        if name in params:
            raise Refused(422, f"Validation failed: {words} are not available on this development network")
    language = params.text("language") or (before["language"] if before else "en")
    return statuses.checked(
        Draft(
            params.text("status", before["text"] if before else ""),
            params.text("spoiler_text", before["spoiler_text"] if before else ""),
            before["visibility"] if before else params.text("visibility") or "public",
            language if LANGUAGE.fullmatch(language or "") else "en",
            params.flag("sensitive", default=bool(before and before["sensitive"])),
            None if before else params.identifier("in_reply_to_id"),
            () if before else tuple(params.texts("media_ids")),
        )
    )


def _render(connection: sqlite3.Connection, call: Call, row: sqlite3.Row) -> Json:
    return entities.status(connection, row, call.viewer, call.network.base_url)


async def _status(call: Call, status_id: int) -> Response:
    def read(connection: sqlite3.Connection) -> Json:
        return _render(connection, call, statuses.shown(connection, status_id, call.viewer))

    return JSONResponse(await call.network.store.run(read))


async def _changed(call: Call, change: Callable[[sqlite3.Connection], sqlite3.Row]) -> Response:
    def both(connection: sqlite3.Connection) -> Json:
        return _render(connection, call, change(connection))

    return JSONResponse(await call.network.store.run(both))


async def _listed(call: Call, find: Callable[[sqlite3.Connection], Sequence[sqlite3.Row]]) -> Response:
    def read(connection: sqlite3.Connection) -> list[Json]:
        return [_render(connection, call, row) for row in find(connection)]

    shown = await call.network.store.run(read)
    links = _links(call, shown)
    return JSONResponse(shown, headers={"Link": links} if links else None)


def _links(call: Call, shown: list[Json]) -> str:
    """The Link header: `next` are older ones, `prev` newer ones."""
    if not shown:
        return ""
    kept = [
        (name, value)
        for name, value in call.request.query_params.multi_items()
        if name not in ("max_id", "since_id", "min_id")
    ]
    address = f"{call.network.base_url}{call.request.url.path}"

    def link(name: str, value: str, relation: str) -> str:
        return f'<{address}?{urlencode([*kept, (name, value)])}>; rel="{relation}"'

    older = [link("max_id", shown[-1]["id"], "next")] if len(shown) == call.params.page().limit else []
    return ", ".join([*older, link("min_id", shown[0]["id"], "prev")])


async def _nothing_there(_request: Request) -> Response:
    return JSONResponse({"error": "Not Found"}, 404)


READ_ACCOUNTS, READ_STATUSES = ("read", "read:accounts"), ("read", "read:statuses")
READ_FOLLOWS, WRITE_FOLLOWS = ("read", "read:follows", "follow"), ("write", "write:follows", "follow")
WRITE_STATUSES, WRITE_FAVOURITES = ("write", "write:statuses"), ("write", "write:favourites")


def routes(network: Network) -> list[Route]:
    """All routes under /api."""

    def user(path: str, method: str, name: str, handler: Handler, scopes: tuple[str, ...]) -> Route:
        return Route(path, endpoint(network, Operation(name, handler, "user", scopes)), methods=[method])

    write_media = Operation("media", upload, "user", ("write", "write:media"), MAX_UPLOAD)

    def anyone(path: str, name: str, handler: Handler, scopes: tuple[str, ...] = ()) -> Route:
        return Route(path, endpoint(network, Operation(name, handler, "nobody", scopes)), methods=["GET"])

    status, account = "/api/v1/statuses/{id}", "/api/v1/accounts"
    return [
        *oauth.api_routes(network),
        user("/api/v1/statuses", "POST", "post", post_status, WRITE_STATUSES),
        Route("/api/v2/media", endpoint(network, write_media), methods=["POST"]),
        user("/api/v1/media/{id}", "GET", "read", read_media, ("write", "write:media")),
        anyone(status, "read", read_status, READ_STATUSES),
        user(status, "PUT", "edit", edit_status, WRITE_STATUSES),
        user(status, "DELETE", "delete", delete_status, WRITE_STATUSES),
        user(f"{status}/reblog", "POST", "reblog", reblog, WRITE_STATUSES),
        user(f"{status}/unreblog", "POST", "unreblog", unreblog, WRITE_STATUSES),
        user(f"{status}/favourite", "POST", "favourite", favourite, WRITE_FAVOURITES),
        user(f"{status}/unfavourite", "POST", "unfavourite", unfavourite, WRITE_FAVOURITES),
        anyone(f"{status}/context", "read", context, READ_STATUSES),
        user(f"{account}/verify_credentials", "GET", "verify", people.verify_credentials, ("profile", *READ_ACCOUNTS)),
        user(f"{account}/relationships", "GET", "read", people.relationships, READ_FOLLOWS),
        user(f"{account}/{{id}}/follow", "POST", "follow", people.follow, WRITE_FOLLOWS),
        user(f"{account}/{{id}}/unfollow", "POST", "unfollow", people.unfollow, WRITE_FOLLOWS),
        anyone(f"{account}/lookup", "read", people.look_up_account, READ_ACCOUNTS),
        anyone(f"{account}/{{id}}", "read", people.read_account, READ_ACCOUNTS),
        anyone(f"{account}/{{id}}/statuses", "list", account_statuses, READ_STATUSES),
        anyone("/api/v1/timelines/public", "timeline", public_timeline, READ_STATUSES),
        user("/api/v1/timelines/home", "GET", "timeline", home_timeline, READ_STATUSES),
        anyone("/api/v1/instance", "instance", instance_v1),
        anyone("/api/v2/instance", "instance", instance),
        Route("/api/{rest:path}", _nothing_there, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]),
    ]
