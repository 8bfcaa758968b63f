"""The JSON objects of the API: Status, Account, Instance, Application.

Shapes from https://docs.joinmastodon.org/entities/; every attribute a client library may rely on is there. Pure
reading: the functions take rows, look up what belongs to them, and never fail on rows of this store.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Any

from sandbox import accounts, statuses
from sandbox import media as images
from sandbox.text import CHARACTERS_PER_URL, MAX_CHARACTERS, escape, to_html
from sandbox.text import entities as text_entities
from sandbox.tokens import App

Json = dict[str, Any]

VERSION = "4.3.0+sandbox"
TITLE = "Sandbox network"
DESCRIPTION = "A development network: nothing here is real, and nothing leaves this machine."


def timestamp(milliseconds: int) -> str:
    """ISO 8601 in UTC with milliseconds and Z."""
    moment = datetime.fromtimestamp(milliseconds // 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{milliseconds % 1000:03d}Z"


def account(connection: sqlite3.Connection, row: sqlite3.Row, base_url: str) -> Json:
    """The Account entity; counts are of now."""
    counted = connection.execute(
        "SELECT count(*) AS statuses, max(created_at) AS last FROM statuses"
        " WHERE account_id = ? AND deleted_at IS NULL AND visibility <> 'direct'",
        (row["id"],),
    ).fetchone()
    avatar, header = f"{base_url}/avatars/{row['id']}.svg", f"{base_url}/headers/original/missing.png"
    return {
        "id": str(row["id"]),
        "username": row["username"],
        "acct": row["username"],
        "display_name": row["display_name"],
        "locked": False,
        "bot": False,
        "discoverable": True,
        "indexable": False,
        "group": False,
        "created_at": timestamp(row["created_at"])[:10] + "T00:00:00.000Z",
        "note": "",
        "url": f"{base_url}/@{row['username']}",
        "uri": f"{base_url}/users/{row['username']}",
        "avatar": avatar,
        "avatar_static": avatar,
        "header": header,
        "header_static": header,
        "followers_count": _count(connection, "follows WHERE target_id = ?", row["id"]),
        "following_count": _count(connection, "follows WHERE account_id = ?", row["id"]),
        "statuses_count": counted["statuses"],
        "last_status_at": timestamp(counted["last"])[:10] if counted["last"] else None,
        "hide_collections": None,
        "noindex": True,
        "emojis": [],
        "roles": [],
        "fields": [],
    }


def relationship(connection: sqlite3.Connection, account_id: int, target_id: int) -> Json:
    """The Relationship entity: what another account is to this one."""
    return {
        "id": str(target_id),
        "following": accounts.follows(connection, account_id, target_id),
        "followed_by": accounts.follows(connection, target_id, account_id),
        "showing_reblogs": True,
        "notifying": False,
        "languages": None,
        "blocking": False,
        "blocked_by": False,
        "muting": False,
        "muting_notifications": False,
        "requested": False,
        "requested_by": False,
        "domain_blocking": False,
        "endorsed": False,
        "note": "",
    }


def credential_account(connection: sqlite3.Connection, row: sqlite3.Row, base_url: str) -> Json:
    """The CredentialAccount entity: an account as its owner sees it."""
    return account(connection, row, base_url) | {
        "source": {
            "privacy": "public",
            "sensitive": False,
            "language": "",
            "note": "",
            "fields": [],
            "follow_requests_count": 0,
            "hide_collections": None,
            "discoverable": True,
            "indexable": False,
            "quote_policy": "nobody",
        },
        "role": {"id": "-99", "name": "", "permissions": "0", "color": "", "highlighted": False},
    }


def status(
    connection: sqlite3.Connection,
    row: sqlite3.Row,
    viewer: int | None,
    base_url: str,
    *,
    with_source: bool = False,
) -> Json:
    """The Status entity as the viewer sees it; `with_source` gives `text` in place of `content`."""
    author = accounts.by_id(connection, row["account_id"])
    if author is None:  # the foreign key rules it out; the type checker cannot know
        raise LookupError(row["account_id"])
    words = row["text"]
    if row["reblog_of_id"] is None:
        counted, reblogged = row["id"], None
    else:
        counted = row["reblog_of_id"]
        target = connection.execute("SELECT * FROM statuses WHERE id = ?", (counted,)).fetchone()
        reblogged = status(connection, target, viewer, base_url)
        words = target["text"]
    mentioned = _mentioned(connection, words, base_url)
    profiles = {mention["username"].lower(): mention["url"] for mention in mentioned}
    entity: Json = {
        "id": str(row["id"]),
        "created_at": timestamp(row["created_at"]),
        "in_reply_to_id": _text_or_none(row["in_reply_to_id"]),
        "in_reply_to_account_id": _text_or_none(row["in_reply_to_account_id"]),
        "sensitive": bool(row["sensitive"]),
        "spoiler_text": row["spoiler_text"],
        "visibility": row["visibility"],
        "language": row["language"],
        "uri": f"{base_url}/users/{author['username']}/statuses/{row['id']}",
        "url": f"{base_url}/@{author['username']}/{row['id']}",
        "edited_at": timestamp(row["edited_at"]) if row["edited_at"] else None,
        "content": to_html(words, profiles, base_url),
        "reblog": reblogged,
        "application": _application(connection, row["app_id"]),
        "account": account(connection, author, base_url),
        "media_attachments": [media(image, base_url) for image in images.of_status(connection, row["id"])],
        "mentions": mentioned,
        "tags": [{"name": tag, "url": f"{base_url}/tags/{tag}"} for tag in statuses.tags(words)],
        "emojis": [],
        "quote": None,
        "card": None,
        "poll": None,
    }
    entity |= _counts(connection, counted)
    if viewer is not None:
        entity |= _relations(connection, counted, viewer)
        if row["account_id"] == viewer and row["reblog_of_id"] is None:
            entity["pinned"] = False
    if with_source:
        entity["text"] = row["text"]
        del entity["content"]
    return entity


def media(row: sqlite3.Row, base_url: str) -> Json:
    """The MediaAttachment entity of an image."""
    url = f"{base_url}/media/{row['id']}"
    return {
        "id": str(row["id"]),
        "type": "image",
        "url": url,
        "preview_url": url,
        "remote_url": None,
        "meta": {},
        "description": row["description"] or None,
        "blurhash": None,
    }


def credential_application(app: App, secret: str | None = None) -> Json:
    """The Application entity; with the secret, the CredentialApplication that registering gives."""
    entity: Json = {
        "id": str(app.id),
        "name": app.name,
        "website": app.website,
        "scopes": list(app.scopes),
        "redirect_uri": "\n".join(app.redirect_uris),
        "redirect_uris": list(app.redirect_uris),
    }
    if secret is not None:
        entity |= {"client_id": app.client_id, "client_secret": secret, "client_secret_expires_at": 0}
    return entity


def instance(connection: sqlite3.Connection, base_url: str, domain: str) -> Json:
    """The Instance entity (version 2): what this network can do, told truly: images, no polls."""
    return {
        "domain": domain,
        "title": TITLE,
        "version": VERSION,
        "source_url": f"{base_url}/control",
        "description": DESCRIPTION,
        "usage": {"users": {"active_month": _count(connection, "accounts")}},
        "thumbnail": {"url": f"{base_url}/headers/original/missing.png", "blurhash": None, "versions": {}},
        "icon": [],
        "languages": ["en"],
        "configuration": {"urls": {}, "accounts": {"max_featured_tags": 0, "max_pinned_statuses": 0}}
        | _configuration()
        | {"translation": {"enabled": False}},
        "registrations": {"enabled": True, "approval_required": False, "message": None, "url": f"{base_url}/signup"},
        "api_versions": {"mastodon": 2},
        "contact": {"email": "", "account": None},
        "rules": [],
    }


def instance_v1(connection: sqlite3.Connection, base_url: str, domain: str) -> Json:
    """The V1::Instance entity."""
    return {
        "uri": domain,
        "title": TITLE,
        "short_description": DESCRIPTION,
        "description": escape(DESCRIPTION),
        "email": "",
        "version": VERSION,
        "urls": {"streaming_api": ""},
        "stats": {
            "user_count": _count(connection, "accounts"),
            "status_count": _count(connection, "statuses WHERE deleted_at IS NULL"),
            "domain_count": 0,
        },
        "thumbnail": f"{base_url}/headers/original/missing.png",
        "languages": ["en"],
        "registrations": True,
        "approval_required": False,
        "invites_enabled": False,
        "configuration": _configuration(),
        "contact_account": None,
        "rules": [],
    }


def _configuration() -> Json:
    return {
        "statuses": {
            "max_characters": MAX_CHARACTERS,
            "max_media_attachments": images.MAX_IMAGES,
            "characters_reserved_per_url": CHARACTERS_PER_URL,
        },
        "media_attachments": {
            "supported_mime_types": sorted(images.TYPES.values()),
            "description_limit": images.MAX_DESCRIPTION,
            "image_size_limit": images.MAX_BYTES,
            "video_size_limit": 0,
        },
        "polls": {"max_options": 0, "max_characters_per_option": 0, "min_expiration": 0, "max_expiration": 0},
    }


def _count(connection: sqlite3.Connection, source: str, *values: int) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {source}", values).fetchone()[0])  # noqa: S608 (constants)


def _text_or_none(value: int | None) -> str | None:
    return None if value is None else str(value)


def _application(connection: sqlite3.Connection, app_id: int | None) -> Json | None:
    row = connection.execute("SELECT name, website FROM apps WHERE id = ?", (app_id,)).fetchone()
    return {"name": row["name"], "website": row["website"]} if row else None


def _mentioned(connection: sqlite3.Connection, words: str, base_url: str) -> list[Json]:
    names = dict.fromkeys(entity.value.lower() for entity in text_entities(words) if entity.kind == "mention")
    rows = [row for row in (accounts.by_username(connection, name) for name in names) if row is not None]
    return [
        {
            "id": str(row["id"]),
            "username": row["username"],
            "url": f"{base_url}/@{row['username']}",
            "acct": row["username"],
        }
        for row in rows
    ]


def _counts(connection: sqlite3.Connection, status_id: int) -> Json:
    row = connection.execute(
        "SELECT (SELECT count(*) FROM statuses WHERE in_reply_to_id = :id AND deleted_at IS NULL) AS replies,"
        " (SELECT count(*) FROM statuses WHERE reblog_of_id = :id AND deleted_at IS NULL) AS reblogs,"
        " (SELECT count(*) FROM favourites WHERE status_id = :id) AS favourites",
        {"id": status_id},
    ).fetchone()
    return {
        "replies_count": row["replies"],
        "reblogs_count": row["reblogs"],
        "favourites_count": row["favourites"],
        "quotes_count": 0,
    }


def _relations(connection: sqlite3.Connection, status_id: int, viewer: int) -> Json:
    is_favourite = connection.execute(
        "SELECT 1 FROM favourites WHERE status_id = ? AND account_id = ?", (status_id, viewer)
    ).fetchone()
    return {
        "favourited": is_favourite is not None,
        "reblogged": statuses.reblog_by(connection, status_id, viewer) is not None,
        "muted": False,
        "bookmarked": False,
        "filtered": [],
    }
