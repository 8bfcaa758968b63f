"""What consent answers of people: out of the store and the vault, and how many are in a group out of the view.

Names are opened when they are answered, and are not kept. Whom an answer is for is checked by its route.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chassis.errors import NotFound
from chassis.event_store import EventStore
from chassis.projection import Projection
from chassis.vault import Vault
from contracts.values import timestamp
from services.consent.domain import Advocate
from services.consent.kinds import GROUP, PERSON
from services.consent.search import NAMELESS, Place, Sought
from services.consent.tables import Tables, spelled
from services.consent.views import MEMBERS

AT_ONCE = 1000
"""People whose names are opened together by a search."""
ERASED = "[erased]"


@dataclass(frozen=True, slots=True)
class Directory:
    """People and groups, with their names out of the vault. Blocking."""

    store: EventStore
    vault: Vault
    tables: Tables

    def person(self, person_id: UUID) -> dict[str, Any]:
        """What other services may know of a person. Raises NotFound."""
        advocate = self._advocates([person_id]).get(person_id)
        if advocate is None:
            raise NotFound("there is no such person")
        return {
            "person_id": str(person_id),
            "name": self._names([person_id], PERSON).get(person_id, ERASED),
            "roles": sorted(role.value for role in advocate.roles),
            "active": advocate.active,
        }

    def found(self, person_id: UUID) -> dict[str, Any]:
        """Who an operator asks for by id, also when they are erased. Raises NotFound."""
        advocate = self._advocates([person_id]).get(person_id)
        if advocate is None:
            raise NotFound(f"there is no person {person_id}")
        return _found(advocate, self.vault.open(person_id, PERSON))

    def found_by(self, email: str) -> list[dict[str, Any]]:
        """Who has this address, and who had it and left: several where it passed on, none of the erased."""
        here, left = self.tables.with_address(email), self.tables.without_address()
        known = self.vault.open_many([*here, *left], PERSON)
        had_it = [each for each in left if each in known and spelled(known[each]["email"]) == spelled(email)]
        ids = [*here, *sorted(had_it)]
        advocates = self._advocates(ids)
        return [_found(advocates[each], known.get(each)) for each in ids]

    def me(self, person_id: UUID) -> dict[str, Any]:
        """A person's own page. Raises NotFound."""
        advocate = self._advocates([person_id]).get(person_id)
        if advocate is None:
            raise NotFound("there is no such person")
        known = self.vault.open(person_id, PERSON) or {"name": ERASED, "email": ERASED}
        return {
            **_person(advocate, known),
            "groups": self._groups(advocate.groups),
            "preferences": _chosen(advocate),
            "has_chosen": advocate.has_chosen,
        }

    def people(self, *, after: UUID | None, limit: int, among: Sequence[UUID] | None = None) -> dict[str, Any]:
        """Everybody (among these) who is or was here and not erased, by id; `next` continues behind the page."""
        ids = self.tables.people(after, limit, among)
        return {"people": self._rows(ids), "next": str(ids[-1]) if len(ids) == limit else None}

    def search(self, typed: str, *, taking_part: bool, after: UUID | None, limit: int) -> dict[str, Any]:
        """Whom the words find (`search.Sought`), and how many; `next` continues behind the page."""
        ids = [person for _, person in sorted(self._found(Sought.of(typed), taking_part=taking_part))]
        behind = ids.index(after) + 1 if after in ids else 0
        page = ids[behind : behind + limit]
        return {
            "people": self._rows(page),
            "found": len(ids),
            "taking_part": self.tables.count_taking_part(),
            "next": str(page[-1]) if behind + limit < len(ids) else None,
        }

    def called(self, typed: str, limit: int) -> list[dict[str, str]]:
        """Whose names have all of the words, the closest first, also those who left; addresses are not looked at."""
        found = sorted(self._found(Sought.of(typed), taking_part=False, addresses=False))[:limit]
        names = self._names([person for _, person in found], PERSON)
        return [{"person_id": str(each), "name": names[each]} for _, each in found if each in names]

    def _found(self, sought: Sought, *, taking_part: bool, addresses: bool = True) -> Iterator[tuple[Place, UUID]]:
        after: UUID | None = None
        while ids := self.tables.listed(after, AT_ONCE, taking_part=taking_part):
            known = self.vault.open_many(ids, PERSON)
            for person in ids:
                told = known.get(person)
                if told is None and not sought.words:
                    yield NAMELESS, person
                elif told is not None:
                    place = sought.place(told["name"], told["email"] if addresses else "")
                    if place is not None:
                        yield place, person
            after = ids[-1]

    def _rows(self, ids: Sequence[UUID]) -> list[dict[str, Any]]:
        advocates = self._advocates(ids)
        known = self.vault.open_many(ids, PERSON)
        return [
            {
                **_person(advocates[each], known.get(each, {"name": ERASED, "email": ERASED})),
                "groups": sorted(str(group) for group in advocates[each].groups),
            }
            for each in ids
        ]

    def personas(self, limit: int) -> list[dict[str, Any]]:
        """Who takes part now, with their names: for the demo's sign-in."""
        ids = self.tables.people(None, limit)
        names = self._names(ids, PERSON)
        return [
            {
                "person_id": str(advocate.id),
                "name": names.get(advocate.id, ERASED),
                "roles": sorted(role.value for role in advocate.roles),
            }
            for advocate in self._advocates(ids).values()
            if advocate.active
        ]

    def names(self, ids: Sequence[UUID]) -> dict[str, str]:
        """The names of those who take part and let themselves be listed."""
        listed = [each.id for each in self._advocates(ids).values() if each.active and each.preferences.listed]
        return {str(person): name for person, name in self._names(listed, PERSON).items()}

    def authors(self, ids: Sequence[UUID]) -> dict[str, str]:
        """The names of these people, also of those who left or are not listed; of the erased there are none."""
        return {str(person): name for person, name in self._names(ids, PERSON).items()}

    def groups(self) -> list[dict[str, Any]]:
        """All groups."""
        return self._groups(self.tables.groups())

    def _groups(self, ids: Iterable[UUID]) -> list[dict[str, Any]]:
        wanted = list(ids)
        names = self._names(wanted, GROUP)
        return [{"group_id": str(each), "name": names.get(each, ERASED)} for each in wanted]

    def _names(self, ids: Sequence[UUID], kind: str) -> dict[UUID, str]:
        return {identifier: value["name"] for identifier, value in self.vault.open_many(ids, kind).items()}

    def _advocates(self, ids: Sequence[UUID]) -> dict[UUID, Advocate]:
        found = self.store.load(list(ids))
        return {each: advocate for each, advocate in found.items() if isinstance(advocate, Advocate)}


@dataclass(frozen=True, slots=True)
class Members:
    """How many take part in each group."""

    projection: Projection

    async def counted(self) -> Mapping[UUID, int]:
        """By group; nobody is in one that is not named, and those who have left are in none."""
        found: dict[UUID, int] = defaultdict(int)
        async for member in self.projection.collection(MEMBERS).find():
            for group in member["groups"]:
                found[group] += 1
        return found


def _person(advocate: Advocate, known: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "person_id": str(advocate.id),
        "name": known["name"],
        "email": known["email"],
        "roles": sorted(role.value for role in advocate.roles),
        "active": advocate.active,
        "joined_at": timestamp(advocate.joined_at),
    }


def _found(advocate: Advocate, known: Mapping[str, Any] | None) -> dict[str, Any]:
    state = "erased" if advocate.erased else "left" if advocate.left else "taking part"
    return {**_person(advocate, known or {"name": ERASED, "email": ERASED}), "state": state}


def _chosen(advocate: Advocate) -> dict[str, Any]:
    chosen = advocate.preferences
    return {
        "language": chosen.language,
        "time_zone": chosen.time_zone,
        "quiet_from": chosen.quiet_from,
        "quiet_to": chosen.quiet_to,
        "weekdays": list(chosen.weekdays),
        "spacing_minutes": chosen.spacing_minutes,
        "daily_cap": chosen.daily_cap,
        "listed": chosen.listed,
        "country": chosen.country,
        "topics": [str(topic) for topic in chosen.topics],
        "languages": list(chosen.languages),
    }
