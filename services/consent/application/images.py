"""Images that people upload for their posts, by the digest of their bytes, in the vault.

An image that nobody has approved a post with is forgotten a day after it was last uploaded. Approving takes away its
timer and makes sure, in the same transaction, that the image is still there; forgetting takes the timer first, too: one
of the two wins. What was approved stays as long as the person does, like the words (receipts open to it); erasing
deletes it.
"""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from chassis.database import Database, Write, WriteMissed
from chassis.errors import NotFound
from chassis.timers import Due, Timers
from chassis.vault import Vault
from services.consent.domain import NAMESPACE, ImageGone, TooManyImages
from services.consent.images import Image, clean
from services.consent.kinds import IMAGE, IMAGE_FACTS

FORGET = "forget-image"
"""The timer of an image that nothing was approved with."""
KEPT_FOR = timedelta(days=1)
MOST_WAITING = 20
"""Images of one person that nothing was approved with."""


class ImageMissing(WriteMissed, ImageGone):
    """The image was forgotten before the post was approved."""

    def __str__(self) -> str:
        return "an image of this post is not here any more: upload it again, nothing was approved"


class ImagesUsedUp(WriteMissed, TooManyImages):
    """As many images wait as may; seen when one more was written."""

    def __str__(self) -> str:
        return f"{MOST_WAITING} images of yours wait for a post; approve one with them, or upload this one tomorrow"


class _Stored(WriteMissed):
    """The same image was uploaded at the same time."""


class _Wanted(WriteMissed):
    """What is to be forgotten has been approved, or uploaded again, meanwhile."""


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """What is known of an image without looking at it: its digest, media type, and sizes in bytes and pixels."""

    hash: str
    type: str
    bytes: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Images:
    """Keeps, shows and forgets images. Blocking."""

    database: Database
    vault: Vault
    timers: Timers

    def keep(self, data: bytes, *, by: UUID, at: datetime) -> dict[str, Any]:
        """Cleans and stores an image; the same one again is the same. Raises ImageUnusable, TooManyImages."""
        image = clean(data)
        facts = _facts(image)
        identifier = id_of(by, facts.hash)
        if not self._kept_longer(identifier, at):
            with suppress(_Stored):
                self.database.transact([*_room(by, identifier), *self._stored(by, image, facts, at)])
        return asdict(facts)

    def _kept_longer(self, identifier: UUID, at: datetime) -> bool:
        """Whether the image is there: for another day from now, or for good when it was approved."""
        again = self.timers.move(FORGET, identifier, at + KEPT_FOR)
        try:
            self.database.transact([again, _is_there(identifier)])
        except ImageMissing:
            return False
        return True

    def _stored(self, by: UUID, image: Image, facts: ImageFacts, at: datetime) -> Iterable[Write]:
        identifier = id_of(by, facts.hash)
        yield self.vault.put(identifier, IMAGE_FACTS, asdict(facts), person=by)
        yield self.vault.put(identifier, IMAGE, b64encode(image.data).decode(), person=by)
        yield self.timers.set(FORGET, identifier, at + KEPT_FOR)

    def facts(self, person: UUID, digest: str) -> ImageFacts:
        """What is known of somebody's image. Raises ImageGone."""
        found = self.vault.open(id_of(person, digest), IMAGE_FACTS)
        if found is None:
            raise ImageGone("there is no such image of yours (any more): upload it")
        return ImageFacts(**found)

    def data(self, person: UUID, digest: str) -> tuple[str, bytes]:
        """Somebody's image: its media type and its bytes. Raises NotFound."""
        identifier = id_of(person, digest)
        facts, stored = self.vault.open(identifier, IMAGE_FACTS), self.vault.open(identifier, IMAGE)
        if facts is None or stored is None:
            raise NotFound("there is no such image")
        return str(facts["type"]), b64decode(stored)

    def approved(self, person: UUID, digests: Iterable[str]) -> Iterable[Write]:
        """Writes of an approval's transaction: these images stay. They miss with ImageMissing."""
        for digest in digests:
            identifier = id_of(person, digest)
            yield self.timers.clear(FORGET, identifier)
            yield _is_there(identifier)

    def forget(self, due: Due) -> None:
        """Deletes an image that nothing was approved with within its time."""
        taken = self.timers.clear_taken(due, _Wanted)
        try:
            self.database.transact([taken, self.vault.delete(due.id, IMAGE), self.vault.delete(due.id, IMAGE_FACTS)])
        except _Wanted:
            return


def id_of(person: UUID, digest: str) -> UUID:
    """The vault's id of one person's image."""
    return uuid5(NAMESPACE, f"image/{person}/{digest}")


def _is_there(identifier: UUID) -> Write:
    """A condition: the image is there, and stays to the transaction's end. Missed: ImageMissing."""
    return Write(
        "SELECT 1 FROM vault WHERE id = %s AND kind = %s FOR KEY SHARE",
        (identifier, IMAGE),
        rows=1,
        missed=ImageMissing,
    )


def _room(person: UUID, identifier: UUID) -> Iterable[Write]:
    """One upload of a person after the other: a new image, and room for it. They miss with _Stored, ImagesUsedUp."""
    yield Write("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"images of {person}",))
    yield Write("SELECT 1 FROM vault WHERE id = %s AND kind = %s", (identifier, IMAGE), rows=0, missed=_Stored)
    yield Write(
        "SELECT 1 WHERE (SELECT count(*) FROM vault JOIN due ON due.id = vault.id AND due.kind = %s "
        "WHERE vault.person = %s AND vault.kind = %s) < %s",
        (FORGET, person, IMAGE, MOST_WAITING),
        rows=1,
        missed=ImagesUsedUp,
    )


def _facts(image: Image) -> ImageFacts:
    return ImageFacts(hashlib.sha256(image.data).hexdigest(), image.type, len(image.data), image.width, image.height)
