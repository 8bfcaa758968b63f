"""People, groups and preferences, as routes take and give them."""

from __future__ import annotations

from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, model_validator

from chassis.http import shown
from contracts.disclosures import Country
from contracts.labels import label
from contracts.languages import LanguageTag
from contracts.values import Role
from services.consent.api.models.fields import Language, Request
from services.consent.domain import Preferences

# Control characters, and the overrides that make an address read unlike what it says.
_UNSEEN = r"\x00-\x1F\x7F-\x9F\u202A-\u202E\u2066-\u2069\uFEFF"
Name = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(label)]
Email = Annotated[str, Field(min_length=3, max_length=254, pattern=rf"^[^@\s{_UNSEEN}]+@[^@\s{_UNSEEN}]+$")]
Roles = Annotated[list[Role], Field(max_length=len(Role))]
Groups = Annotated[list[UUID], Field(max_length=100)]


class PersonIn(Request):
    """Somebody who is to take part."""

    model_config = shown(
        {
            "name": "Ayu Lestari",
            "email": "ayu@example.org",
            "roles": ["curator"],
            "groups": ["5f2b9a34-1c8d-4e7f-b6a5-9d8c7b6a5f43"],
        }
    )

    name: Name
    email: Email
    roles: Roles = Field(default=[])
    groups: Groups = Field(default=[])


class WhoIn(Request):
    """Somebody by their address, or by their id."""

    email: Email | None = None
    person_id: UUID | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.email is None) == (self.person_id is None):
            raise ValueError("give either an address or an id")
        return self


class RolesIn(Request):
    """All roles from now on; everybody stays an advocate."""

    model_config = shown({"roles": ["curator", "administrator"]})

    roles: Roles


class GroupsIn(Request):
    """All groups from now on."""

    model_config = shown({"groups": ["5f2b9a34-1c8d-4e7f-b6a5-9d8c7b6a5f43"]})

    groups: Groups


class GroupIn(Request):
    """A new group."""

    model_config = shown({"name": "Engineering"})

    name: Name


class PreferencesIn(Request):
    """How a person wants posts spread: minutes after local midnight, weekdays from Monday = 0.

    `country`: whose law one's posts are under; null: not said, then what is asked for anywhere is asked for.
    `topics` and `languages`: what one likes to be asked for, which comes first in the feed; it leaves nothing out.
    """

    model_config = shown(
        {
            "language": "id",
            "time_zone": "Asia/Jakarta",
            "quiet_from": 1260,
            "quiet_to": 420,
            "weekdays": [0, 1, 2, 3, 4],
            "spacing_minutes": 120,
            "daily_cap": 3,
            "listed": True,
            "country": "ID",
            "topics": ["3f0d2c1b-8a79-4d5e-b6c4-1a2b3c4d5e6f"],
            "languages": ["id", "en"],
        }
    )

    language: Language
    time_zone: Annotated[str, Field(min_length=1, max_length=60)]
    quiet_from: Annotated[int, Field(ge=0, lt=1440)]
    quiet_to: Annotated[int, Field(ge=0, lt=1440)]
    weekdays: Annotated[list[Annotated[int, Field(ge=0, le=6)]], Field(min_length=1, max_length=7)]
    spacing_minutes: Annotated[int, Field(ge=0, le=1440)]
    daily_cap: Annotated[int, Field(ge=1, le=50)]
    listed: bool
    country: Country | None = None
    topics: Annotated[list[UUID], Field(max_length=50)] = Field(default=[])
    languages: Annotated[list[LanguageTag], Field(max_length=20)] = Field(default=[])

    def preferences(self) -> Preferences:
        """As the domain knows them; a day, a topic and a language count once."""
        once = {
            "weekdays": tuple(sorted(set(self.weekdays))),
            "topics": tuple(dict.fromkeys(self.topics)),
            "languages": tuple(dict.fromkeys(self.languages)),
        }
        return Preferences(**{**self.model_dump(), **once})


class NamesIn(Request):
    """Whose names are asked for."""

    ids: Annotated[list[UUID], Field(max_length=500)]


class CalledIn(Request):
    """Words that are looked for in names, in any order."""

    words: Annotated[str, Field(min_length=1, max_length=200)]


class SearchIn(Request):
    """Words that are looked for in names and addresses, in any order; without words, everybody by name."""

    model_config = shown({"words": "ayu"})

    words: Annotated[str, Field(max_length=200)] = ""
    taking_part: bool = False
    after: UUID | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class PersonOut(BaseModel):
    """The person that a command was about."""

    person_id: UUID


class GroupOut(BaseModel):
    """The group that a command was about."""

    group_id: UUID


class GroupName(BaseModel):
    """A group."""

    group_id: UUID
    name: str


class MeOut(BaseModel):
    """One's own page. `has_chosen`: whether one has ever stated preferences; else they are the organisation's."""

    person_id: UUID
    name: str
    email: str
    roles: list[Role]
    active: bool
    joined_at: str
    groups: list[GroupName]
    preferences: PreferencesIn
    has_chosen: bool


class PersonRow(BaseModel):
    """One person, for administrators."""

    person_id: UUID
    name: str
    email: str
    roles: list[Role]
    active: bool
    joined_at: str
    groups: list[UUID]


class PeopleOut(BaseModel):
    """A page of people; `next` is given as `after` to go on."""

    people: list[PersonRow]
    next: UUID | None


class FoundOut(BaseModel):
    """A page of those who were found; `next` is given as `after` to go on.

    `found`: how many there are; `taking_part`: how many take part in all.
    """

    people: list[PersonRow]
    found: int
    taking_part: int
    next: UUID | None


class GroupRow(GroupName):
    """A group, with how many take part in it; null for who is no administrator: they may be few."""

    members: int | None


class GroupsOut(BaseModel):
    """All groups."""

    groups: list[GroupRow]
