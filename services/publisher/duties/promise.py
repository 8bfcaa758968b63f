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

_Promise = Callable[[Mapping[str, Any], Intent], str | None]


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
    return _target(opening, intent, kind) or _media(opening, intent) or _PROMISES[network, kind](opening, intent)


def _target(opening: Mapping[str, Any], intent: Intent, kind: Kind) -> str | None:
    """What is done to something names it, by the approved address and the id it has; what is not names nothing."""
    named = (opening["target"] is not None, intent.target_id is not None)
    same = named == (bool(kind.aim), bool(kind.aim)) and intent.target_url == opening["target"]
    return None if same else "target"


def _media(opening: Mapping[str, Any], intent: Intent) -> str | None:
    """The images by the digests of their bytes, each with its description, in their order, each under its own id."""
    same = opening["media"] == [{"hash": image.hash, "alt": image.alt} for image in intent.media]
    distinct = len({image.remote_id for image in intent.media}) == len(intent.media)
    return None if same and distinct else "media"


def _mastodon_words(opening: Mapping[str, Any], intent: Intent) -> str | None:
    """A post, or a comment: a post that answers its target."""
    if (intent.method, intent.path) != ("POST", "/api/v1/statuses"):
        return "address"
    if opening["link"] and opening["link"] not in opening["text"]:
        return "link"
    promised = {
        "in_reply_to_id": intent.target_id or "",
        "status": opening["text"],
        "visibility": opening["visibility"],
        "sensitive": "true" if opening["sensitive"] else "false",
        "language": opening["language"],
        "spoiler_text": opening["content_warning"],
    }
    return _form(promised, intent)


def _mastodon_act(what: str) -> _Promise:
    """Something without words, done to the target alone: a POST to its own address, `what` with the target's id."""

    def promise(opening: Mapping[str, Any], intent: Intent) -> str | None:
        if intent.method != "POST" or intent.path != what.format(intent.target_id):
            return "address"
        if opening["text"] or opening["content_warning"] or opening["media"] or opening["link"]:
            return "words"
        return _form({"visibility": opening["visibility"]}, intent)

    return promise


def _form(promised: Mapping[str, str], intent: Intent) -> str | None:
    """Empty fields are not sent; everything else is, and nothing besides."""
    sent = {name: value for name, value in promised.items() if value != ""}
    for name in sorted({*sent, *intent.form}):
        if sent.get(name) != intent.form.get(name):
            return name
    return "headers" if set(intent.headers) - {"Idempotency-Key"} else None


_PROMISES: Mapping[tuple[Network, Kind], _Promise] = {
    (Network.MASTODON, Kind.POST): _mastodon_words,
    (Network.MASTODON, Kind.COMMENT): _mastodon_words,
    (Network.MASTODON, Kind.REPOST): _mastodon_act("/api/v1/statuses/{}/reblog"),
    (Network.MASTODON, Kind.LIKE): _mastodon_act("/api/v1/statuses/{}/favourite"),
    (Network.MASTODON, Kind.FOLLOW): _mastodon_act("/api/v1/accounts/{}/follow"),
}
