"""What Mastodon's servers answer, as far as we read it.

Other software speaks the same interface with small differences, so only what is needed is required, and numbers are
taken where text is documented.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


Moment = Annotated[datetime, AfterValidator(_aware)]
_Number = Annotated[int, Field(ge=0)]
Id = Annotated[str, Field(min_length=1, max_length=200)]


class Entity(BaseModel):
    """Anything a server answers; what we do not know is left out."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)


class AccountEntity(Entity):
    """https://docs.joinmastodon.org/entities/Account/."""

    id: Id
    username: str
    acct: str = ""
    url: str | None = None
    uri: str | None = None
    note: str = ""

    def handle(self, server: str) -> str:
        """@name@host, also of an account on this server, whose host the answer leaves out."""
        name = self.acct or self.username
        return f"@{name}" if "@" in name else f"@{name}@{urlsplit(server).netloc}"


class MediaEntity(Entity):
    """https://docs.joinmastodon.org/entities/MediaAttachment/. `url` is missing while the server works on it."""

    id: Id
    url: str | None = None
    description: str | None = None


class StatusEntity(Entity):
    """https://docs.joinmastodon.org/entities/Status/."""

    id: Id
    created_at: Moment
    content: str = ""
    url: str | None = None
    uri: str | None = None
    visibility: str = "public"
    spoiler_text: str | None = ""
    in_reply_to_id: str | None = None
    reblog: StatusEntity | None = None
    reblogged: bool | None = None
    favourited: bool | None = None
    media_attachments: tuple[MediaEntity, ...] = ()
    account: AccountEntity | None = None


class CountsEntity(Entity):
    """What a Status tells of its readers; some servers tell less."""

    favourites_count: _Number | None = None
    reblogs_count: _Number | None = None
    replies_count: _Number | None = None


class FollowedEntity(Entity):
    """What an Account tells of its followers; some servers leave it out, and some say -1 where people hide it."""

    followers_count: int | None = None


class SourceEntity(Entity):
    """https://docs.joinmastodon.org/entities/StatusSource/: a post's own words as they were typed."""

    text: str
    spoiler_text: str = ""


class SearchEntity(Entity):
    """https://docs.joinmastodon.org/entities/Search/."""

    statuses: tuple[StatusEntity, ...] = ()
    accounts: tuple[AccountEntity, ...] = ()


class RelationshipEntity(Entity):
    """https://docs.joinmastodon.org/entities/Relationship/: what somebody is to us. `requested`: it waits for them."""

    id: Id
    following: bool
    requested: bool = False


class AppEntity(Entity):
    """https://docs.joinmastodon.org/entities/CredentialApplication/."""

    client_id: Id
    client_secret: Id


class TokenEntity(Entity):
    """https://docs.joinmastodon.org/entities/Token/."""

    access_token: Annotated[str, Field(min_length=1)]
    scope: str = ""


class StatusesConfiguration(Entity):
    """The lengths a server announces."""

    max_characters: Annotated[int, Field(gt=0)] | None = None
    characters_reserved_per_url: Annotated[int, Field(gt=0)] | None = None


class Configuration(Entity):
    """What a server announces about itself."""

    statuses: StatusesConfiguration = StatusesConfiguration()


class InstanceEntity(Entity):
    """https://docs.joinmastodon.org/entities/Instance/, and its version 1 with `uri` for `domain`."""

    domain: str = ""
    uri: str = ""
    configuration: Configuration = Configuration()
    max_toot_chars: Annotated[int, Field(gt=0)] | None = None
