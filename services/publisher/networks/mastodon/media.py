"""Bringing an image to a server (https://docs.joinmastodon.org/methods/media/): until it is ready to be posted."""

from __future__ import annotations

import asyncio

from services.publisher.networks.mastodon.entities import MediaEntity
from services.publisher.networks.mastodon.wire import Wire, path_of
from services.publisher.networks.protocol import Account, Credentials, Picture, Rejected, Retryable, UnknownOutcome

SECONDS = 20.0
PAUSES = (0.5, 1.0, 2.0, 4.0)
"""Seconds between looks at an image that a server works on."""
_NAMES = {"image/jpeg": "image.jpg", "image/png": "image.png"}


async def upload(wire: Wire, picture: Picture, alt: str, account: Account, credentials: Credentials) -> str:
    """The id under which the server knows the image.

    Raises ConnectorError, never `UnknownOutcome`: an image that no post refers to is nothing.
    """
    try:
        body = await wire.write(
            "POST",
            f"{account.server}/api/v2/media",
            token=credentials.access_token,
            form={"description": alt},
            files={"file": (_NAMES[picture.type], picture.data, picture.type)},
            headers={},
            seconds=SECONDS,
        )
    except UnknownOutcome as error:
        raise Retryable(error.code) from error
    try:
        image = MediaEntity.model_validate_json(body)
    except ValueError as error:
        raise Retryable("unreadable-answer") from error
    for pause in PAUSES:
        if image.url is not None:
            return image.id
        await asyncio.sleep(pause)
        url = account.server + path_of("api", "v1", "media", image.id)
        image = await wire.read(url, MediaEntity, token=credentials.access_token)
    raise Retryable("image-in-the-works")


async def is_there(wire: Wire, remote_id: str, account: Account, credentials: Credentials) -> bool:
    """Whether the server knows the image. One that does not tell is given it anew: nobody sees the one too many."""
    url = account.server + path_of("api", "v1", "media", remote_id)
    try:
        await wire.read(url, MediaEntity, token=credentials.access_token)
    except Rejected:
        return False
    return True
