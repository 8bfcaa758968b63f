"""What was approved against what is about to be sent, field by field (decisions.md 4).

Written without the connector, from the opening's raw JSON: a connector that adds, drops or changes a field is caught
here, right before the attempt is recorded. A field nobody promised is a difference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from contracts.values import Kind, Network
from services.publisher.networks.protocol import Account, Intent

_FIELDS = frozenset(
    {
        "salt",
        "handle",
        "text",
        "visibility",
        "language",
        "content_warning",
        "sensitive",
        "media",
        "link",
        "target",
    }
)


def difference(
    opening: Mapping[str, Any], intent: Intent, account: Account, network: Network, kind: Kind
) -> str | None:
    """The first thing in which an intent is not what was approved, or None. Raises nothing for malformed openings."""
    if set(opening) != _FIELDS:
        return "fields"
    if intent.network != network.value or intent.kind is not kind:
        return "activity"
    if opening["handle"] != account.handle or intent.account_id != account.remote_id or intent.server != account.server:
        return "account"
    return _PROMISES[network, kind](opening, intent)


def _mastodon_post(opening: Mapping[str, Any], intent: Intent) -> str | None:
    if (intent.method, intent.path, intent.target_id) != ("POST", "/api/v1/statuses", None):
        return "address"
    if opening["media"] or opening["target"] is not None:
        return "media-or-target"
    if opening["link"] and opening["link"] not in opening["text"]:
        return "link"
    promised = {
        "status": opening["text"],
        "visibility": opening["visibility"],
        "sensitive": "true" if opening["sensitive"] else "false",
        "language": opening["language"],
        "spoiler_text": opening["content_warning"],
    }
    return _form(promised, intent)


def _mastodon_repost(opening: Mapping[str, Any], intent: Intent) -> str | None:
    if intent.method != "POST" or intent.path != f"/api/v1/statuses/{intent.target_id}/reblog":
        return "address"
    if opening["target"] is None or opening["text"] or opening["content_warning"] or opening["media"]:
        return "target"
    return _form({"visibility": opening["visibility"]}, intent)


def _form(promised: Mapping[str, str], intent: Intent) -> str | None:
    """Empty fields are not sent; everything else is, and nothing besides."""
    sent = {name: value for name, value in promised.items() if value != ""}
    for name in sorted({*sent, *intent.form}):
        if sent.get(name) != intent.form.get(name):
            return name
    return "headers" if set(intent.headers) - {"Idempotency-Key"} else None


_PROMISES: Mapping[tuple[Network, Kind], Callable[[Mapping[str, Any], Intent], str | None]] = {
    (Network.MASTODON, Kind.POST): _mastodon_post,
    (Network.MASTODON, Kind.REPOST): _mastodon_repost,
}
