"""What will be sent for an approved opening, exactly. Pure; what cannot be sent as it was approved is `Rejected`."""

from __future__ import annotations

from contracts.networks import Media, NetworkRules, Opening, UnusableText, links, normalise
from contracts.values import Kind
from services.publisher.networks.mastodon.acts import ACTS
from services.publisher.networks.protocol import Account, Intent, Target, Uploaded, require


def intent_of(
    opening: Opening,
    kind: Kind,
    account: Account,
    *,
    key: str,
    target: Target | None,
    uploaded: tuple[Uploaded, ...],
    rules: NetworkRules,
) -> Intent:
    """The one request of an approval. `key` names the approval. Raises `Rejected`."""
    require(opening.handle == account.handle, "other-account")
    require(opening.visibility in (rules.opening.visibilities if kind.has_visibility else ("",)), "visibility")
    require(not opening.media or kind is Kind.POST, "media")
    require(opening.media == tuple(Media(hash=image.hash, alt=image.alt) for image in uploaded), "media")
    require(opening.target == (target.url if target is not None else None), "target")
    require((target is None) == (kind.aim is None), "target")
    form = _words(opening) if kind.has_words else _no_words(opening)
    if target is None or kind.has_words:
        path, headers = "/api/v1/statuses", {"Idempotency-Key": key}
        if target is not None:
            form["in_reply_to_id"] = target.remote_id
    else:
        path, headers = ACTS[kind].path(target.remote_id, ACTS[kind].do), {}
    return Intent(
        network=rules.name.value,
        kind=kind,
        server=account.server,
        account_id=account.remote_id,
        method="POST",
        path=path,
        form=form,
        headers=headers,
        target_id=target.remote_id if target is not None else None,
        target_url=opening.target,
        media=uploaded,
    )


def _words(opening: Opening) -> dict[str, str]:
    for words in (opening.text, opening.content_warning):
        require(_is_normal(words), "text-not-normal")
    require(opening.text, "text-empty")
    require(not opening.link or _says(opening.text, opening.link), "link")
    # What is left out the server fills with the account's own defaults: say all that was approved.
    form = {
        "status": opening.text,
        "visibility": opening.visibility,
        "sensitive": "true" if opening.sensitive else "false",
    }
    if opening.language:
        form["language"] = opening.language
    if opening.content_warning:
        form["spoiler_text"] = opening.content_warning
    return form


def _no_words(opening: Opening) -> dict[str, str]:
    require(not opening.text and not opening.content_warning, "text-without-words")
    return {"visibility": opening.visibility} if opening.visibility else {}


def _says(text: str, link: str) -> bool:
    """Whether the text has the whole link in it, also one that no network makes clickable (http://wiki/page)."""
    return link in links(text) or link in text.split()


def _is_normal(words: str) -> bool:
    """Whether the server will keep the words as they are: it strips and we would not find our own post again."""
    try:
        return normalise(words) == words
    except UnusableText:
        return False
