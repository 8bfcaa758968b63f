"""Statuses: what may be written, who sees what, and the lists.

Guarantees: a status that was created stays (deleted ones are marked, so that the control API can show them); an
account reblogs and favourites a status at most once, repeating is the same; ids sort by time. Whoever is
signed in sees everything as if following everybody: `private` is for all of them, `direct` for those mentioned.
Fails with `Refused` (the answer's HTTP status and words), and then nothing is stored.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace

from sandbox import accounts
from sandbox.store import new_id, now_ms
from sandbox.text import MAX_CHARACTERS, entities, length

VISIBILITIES = ("public", "unlisted", "private", "direct")
KEY_LIFETIME_MS = 3_600_000
LONGEST_TEXT = 20_000

VISIBLE = (
    "(s.deleted_at IS NULL AND (s.visibility IN ('public', 'unlisted') OR s.account_id = :viewer"
    " OR (s.visibility = 'private' AND :viewer IS NOT NULL)"
    " OR EXISTS (SELECT 1 FROM mentions m WHERE m.status_id = s.id AND m.account_id = :viewer)))"
)
WITH_MEDIA = "EXISTS (SELECT 1 FROM media WHERE media.status_id = s.id)"


class Refused(Exception):
    """A request that is not carried out; `status` is the HTTP status."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Draft:
    """What a client wants to publish."""

    text: str
    spoiler_text: str = ""
    visibility: str = "public"
    language: str | None = "en"
    is_sensitive: bool = False
    in_reply_to_id: int | None = None
    media: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """Which part of a list: ids below `max_id`, above `since_id`, or the next ones above `min_id`."""

    limit: int = 20
    max_id: int | None = None
    since_id: int | None = None
    min_id: int | None = None


@dataclass(frozen=True)
class Filters:
    """What an account's list leaves out."""

    excludes_replies: bool = False
    excludes_reblogs: bool = False
    excludes_sensitive: bool = False
    only_media: bool = False


def not_found() -> Refused:
    """What Mastodon says of anything that does not exist or is not for the viewer."""
    return Refused(404, "Record not found")


def checked(draft: Draft) -> Draft:
    """The draft as it will stand, outer white space removed; raises `Refused` (422)."""
    text, spoiler = draft.text.strip(), draft.spoiler_text.strip()
    if not text:
        text, spoiler = spoiler, ""
    if not text:
        raise Refused(422, "Validation failed: Text can't be blank")
    if "\0" in text or "\0" in spoiler:
        raise Refused(422, "Validation failed: Text contains a null character")
    if len(text) + len(spoiler) > LONGEST_TEXT or length(text, spoiler) > MAX_CHARACTERS:
        raise Refused(422, f"Validation failed: Text character limit of {MAX_CHARACTERS} exceeded")
    if draft.visibility not in VISIBILITIES:
        raise Refused(422, "Validation failed: Visibility is not included in the list")
    is_sensitive = draft.is_sensitive or bool(spoiler)
    return replace(draft, text=text, spoiler_text=spoiler, is_sensitive=is_sensitive)


def create(connection: sqlite3.Connection, account_id: int, app_id: int | None, draft: Draft, key: str | None) -> int:
    """Publish a checked draft and give its id; raises `Refused` (404) when what it answers is not there.

    `key` is only noted for the control API; whether it was used before is not looked at here.
    """
    parent = None
    if draft.in_reply_to_id is not None:
        parent = visible(connection, draft.in_reply_to_id, account_id)
        if parent is None:
            raise Refused(404, "The post you are trying to reply to does not appear to exist.")
    status_id = new_id(connection)
    connection.execute(
        "INSERT INTO statuses (id, account_id, app_id, text, spoiler_text, visibility, language, sensitive,"
        " in_reply_to_id, in_reply_to_account_id, idempotency_key, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            status_id,
            account_id,
            app_id,
            draft.text,
            draft.spoiler_text,
            draft.visibility,
            draft.language,
            int(draft.is_sensitive),
            parent["id"] if parent else None,
            parent["account_id"] if parent else None,
            key,
            now_ms(),
        ),
    )
    _note_mentions(connection, status_id, draft.text)
    return status_id


def edit(connection: sqlite3.Connection, status_id: int, account_id: int, draft: Draft) -> None:
    """Replace the words of one's own status; raises `Refused` (404)."""
    own(connection, status_id, account_id)
    connection.execute(
        "UPDATE statuses SET text = ?, spoiler_text = ?, language = ?, sensitive = ?, edited_at = ? WHERE id = ?",
        (draft.text, draft.spoiler_text, draft.language, int(draft.is_sensitive), now_ms(), status_id),
    )
    connection.execute("DELETE FROM mentions WHERE status_id = ?", (status_id,))
    _note_mentions(connection, status_id, draft.text)


def delete(connection: sqlite3.Connection, status_id: int, account_id: int) -> None:
    """Delete one's own status, and with it the reblogs of it; raises `Refused` (404).

    What answered it stands and, as in Mastodon, no longer tells which status it answered.
    """
    own(connection, status_id, account_id)
    connection.execute(
        "UPDATE statuses SET deleted_at = ? WHERE (id = ? OR reblog_of_id = ?) AND deleted_at IS NULL",
        (now_ms(), status_id, status_id),
    )
    connection.execute("UPDATE statuses SET in_reply_to_id = NULL WHERE in_reply_to_id = ?", (status_id,))


def own(connection: sqlite3.Connection, status_id: int, account_id: int) -> sqlite3.Row:
    """A status of this account that is not deleted; raises `Refused` (404)."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM statuses WHERE id = ? AND account_id = ? AND deleted_at IS NULL", (status_id, account_id)
    ).fetchone()
    if row is None:
        raise not_found()
    return row


def visible(connection: sqlite3.Connection, status_id: int, viewer: int | None) -> sqlite3.Row | None:
    """The status, when it stands and the viewer may see it."""
    row: sqlite3.Row | None = connection.execute(
        f"SELECT * FROM statuses s WHERE s.id = :id AND {VISIBLE}",  # noqa: S608 (a constant)
        {"id": status_id, "viewer": viewer},
    ).fetchone()
    return row


def shown(connection: sqlite3.Connection, status_id: int, viewer: int | None) -> sqlite3.Row:
    """Like `visible`, but raises `Refused` (404)."""
    row = visible(connection, status_id, viewer)
    if row is None:
        raise not_found()
    return row


def original(connection: sqlite3.Connection, status_id: int, viewer: int | None) -> sqlite3.Row:
    """The status itself, or the one it reblogs; raises `Refused` (404)."""
    row = shown(connection, status_id, viewer)
    return shown(connection, row["reblog_of_id"], viewer) if row["reblog_of_id"] is not None else row


def reblog_by(connection: sqlite3.Connection, status_id: int, account_id: int) -> sqlite3.Row | None:
    """This account's standing reblog of a status."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM statuses WHERE reblog_of_id = ? AND account_id = ? AND deleted_at IS NULL",
        (status_id, account_id),
    ).fetchone()
    return row


def reblog(
    connection: sqlite3.Connection, status_id: int, account_id: int, app_id: int | None, visibility: str
) -> sqlite3.Row:
    """Reblog; the one that stands is given again. Raises `Refused` (404, 403 for what is not for all)."""
    target = original(connection, status_id, account_id)
    standing = reblog_by(connection, target["id"], account_id)
    if standing is not None:
        return standing
    is_own = target["account_id"] == account_id
    if target["visibility"] == "direct" or (target["visibility"] == "private" and not is_own):
        raise Refused(403, "This action is not allowed")
    seen_by = "private" if target["visibility"] == "private" else visibility
    row: sqlite3.Row = connection.execute(
        "INSERT INTO statuses (id, account_id, app_id, text, spoiler_text, visibility, sensitive, reblog_of_id,"
        " created_at) VALUES (?, ?, ?, '', '', ?, ?, ?, ?) RETURNING *",
        (new_id(connection), account_id, app_id, seen_by, target["sensitive"], target["id"], now_ms()),
    ).fetchone()
    return row


def unreblog(connection: sqlite3.Connection, status_id: int, account_id: int) -> sqlite3.Row:
    """Take a reblog back, if there is one, and give what it reblogged; raises `Refused` (404)."""
    target = original(connection, status_id, account_id)
    connection.execute(
        "UPDATE statuses SET deleted_at = ? WHERE reblog_of_id = ? AND account_id = ? AND deleted_at IS NULL",
        (now_ms(), target["id"], account_id),
    )
    return target


def set_favourite(
    connection: sqlite3.Connection, status_id: int, account_id: int, *, is_favourite: bool
) -> sqlite3.Row:
    """Favourite or not any more; gives the status; raises `Refused` (404)."""
    target = original(connection, status_id, account_id)
    connection.execute(
        "INSERT OR IGNORE INTO favourites (status_id, account_id) VALUES (?, ?)"
        if is_favourite
        else "DELETE FROM favourites WHERE status_id = ? AND account_id = ?",
        (target["id"], account_id),
    )
    return target


def by_key(connection: sqlite3.Connection, account_id: int, key: str) -> int | None:
    """The status that was created under this Idempotency-Key within the last hour."""
    row = connection.execute(
        "SELECT status_id FROM idempotency_keys WHERE account_id = ? AND key = ? AND expires_at > ?",
        (account_id, key, now_ms()),
    ).fetchone()
    return int(row["status_id"]) if row else None


def keep_key(connection: sqlite3.Connection, account_id: int, key: str, status_id: int) -> None:
    """Remember for an hour what a key created."""
    connection.execute("DELETE FROM idempotency_keys WHERE expires_at <= ?", (now_ms(),))
    connection.execute(
        "INSERT OR REPLACE INTO idempotency_keys (account_id, key, status_id, expires_at) VALUES (?, ?, ?, ?)",
        (account_id, key, status_id, now_ms() + KEY_LIFETIME_MS),
    )


def of_account(
    connection: sqlite3.Connection, account_id: int, viewer: int | None, page: Page, filters: Filters
) -> list[sqlite3.Row]:
    """An account's statuses that the viewer may see, newest first."""
    conditions = ["s.account_id = :account", VISIBLE]
    if filters.excludes_replies:
        conditions.append("(s.in_reply_to_account_id IS NULL OR s.in_reply_to_account_id = s.account_id)")
    if filters.excludes_reblogs:
        conditions.append("s.reblog_of_id IS NULL")
    if filters.excludes_sensitive:
        conditions.append("s.sensitive = 0")
    if filters.only_media:
        conditions.append(WITH_MEDIA)
    parameters: dict[str, object] = {"account": account_id, "viewer": viewer}
    return _page(connection, conditions, parameters, page)


def public(
    connection: sqlite3.Connection, page: Page, *, with_reblogs: bool = False, only_media: bool = False
) -> list[sqlite3.Row]:
    """Everybody's public statuses, newest first; without `with_reblogs` also without replies to others."""
    conditions = ["s.visibility = 'public'", "s.deleted_at IS NULL"]
    if only_media:
        conditions.append(WITH_MEDIA)
    if not with_reblogs:
        conditions.append("s.reblog_of_id IS NULL")
        conditions.append("(s.in_reply_to_account_id IS NULL OR s.in_reply_to_account_id = s.account_id)")
    return _page(connection, conditions, {}, page)


def home(connection: sqlite3.Connection, viewer: int, page: Page) -> list[sqlite3.Row]:
    """What the viewer's home shows: all they may see, newest first."""
    return _page(connection, [VISIBLE], {"viewer": viewer}, page)


def context(
    connection: sqlite3.Connection, status_id: int, viewer: int | None
) -> tuple[list[sqlite3.Row], list[sqlite3.Row]]:
    """(ancestors from the first, descendants in order of time) that the viewer may see."""
    row = shown(connection, status_id, viewer)
    ancestors: list[sqlite3.Row] = []
    while row["in_reply_to_id"] is not None and len(ancestors) < 40:
        parent = visible(connection, row["in_reply_to_id"], viewer)
        if parent is None:
            break
        ancestors.insert(0, parent)
        row = parent
    thread = (
        "WITH RECURSIVE thread (id) AS (SELECT id FROM statuses WHERE in_reply_to_id = :id"
        " UNION SELECT c.id FROM statuses c JOIN thread t ON c.in_reply_to_id = t.id)"
    )
    descendants = connection.execute(
        f"{thread} SELECT s.* FROM statuses s JOIN thread USING (id) WHERE {VISIBLE} ORDER BY s.id LIMIT 60",  # noqa: S608
        {"id": status_id, "viewer": viewer},
    ).fetchall()
    return ancestors, descendants


def tags(text: str) -> list[str]:
    """The hashtags of a text in lower case, each once."""
    return list(dict.fromkeys(entity.value.lower() for entity in entities(text) if entity.kind == "hashtag"))


def _page(
    connection: sqlite3.Connection, conditions: list[str], parameters: dict[str, object], page: Page
) -> list[sqlite3.Row]:
    bounds = [("s.id < :max_id", page.max_id), ("s.id > :since_id", page.since_id), ("s.id > :min_id", page.min_id)]
    wanted = [*conditions, *(condition for condition, value in bounds if value is not None)]
    order = "ASC" if page.min_id is not None else "DESC"
    rows = connection.execute(
        f"SELECT s.* FROM statuses s WHERE {' AND '.join(wanted)} ORDER BY s.id {order} LIMIT :limit",  # noqa: S608
        {
            **parameters,
            "max_id": page.max_id,
            "since_id": page.since_id,
            "min_id": page.min_id,
            "limit": page.limit,
        },
    ).fetchall()
    return rows if page.min_id is None else rows[::-1]


def _note_mentions(connection: sqlite3.Connection, status_id: int, text: str) -> None:
    for entity in entities(text):
        account = accounts.by_username(connection, entity.value) if entity.kind == "mention" else None
        if account is not None:
            connection.execute(
                "INSERT OR IGNORE INTO mentions (status_id, account_id) VALUES (?, ?)", (status_id, account["id"])
            )
