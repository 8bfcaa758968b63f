"""Routes about people: one's own page, and what administrators do. Nobody can approve anything for somebody else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Path, Query, Response

from chassis.auth import Caller
from chassis.clock import Clock
from chassis.event_store import EventStore
from chassis.http import After, IdempotencyKey, answer
from chassis.idempotency import Request
from chassis.projection import Projection
from contracts.values import Role
from services.consent.api.models import (
    FoundOut,
    GroupIn,
    GroupOut,
    GroupsIn,
    GroupsOut,
    MeOut,
    PeopleOut,
    PersonIn,
    PersonOut,
    PreferencesIn,
    RolesIn,
    SearchIn,
)
from services.consent.application import People
from services.consent.directory import Directory, Members

Id = Annotated[UUID, Path()]
Private = Callable[[str], str]
"""What stands for somebody's words in a fingerprint: the same for the same words, and nothing to guess from."""


def me_routes(*, store: EventStore, people: People, directory: Directory, clock: Clock, who: Any) -> APIRouter:
    """One's own page, preferences, leaving and erasure."""
    router = APIRouter(prefix="/v1/me", tags=["me"])

    @router.get("", response_model=MeOut)
    def me(caller: Caller = who) -> Any:
        """One's own page."""
        return directory.me(caller.as_person())

    @router.put("/preferences", response_model=PersonOut)
    def prefer(body: PreferencesIn, key: IdempotencyKey, response: Response, caller: Caller = who) -> Any:
        """States how one wants posts spread."""
        by = caller.as_person()
        request = Request.of(by, "prefer", key, body.model_dump(mode="json"))
        outcome = store.run_once(request, people.prefer, person_id=by, preferences=body.preferences(), at=clock())
        return answer(response, outcome)

    @router.post("/leave", response_model=PersonOut)
    def leave(key: IdempotencyKey, response: Response, caller: Caller = who) -> Any:
        """Leaves: standing approvals lapse, accounts are disconnected, sessions end."""
        by = caller.as_person()
        request = Request.of(by, "leave", key, {"person_id": str(by)})
        return answer(response, store.run_once(request, people.leave, person_id=by, at=clock()))

    @router.post("/erase", response_model=PersonOut)
    def erase(key: IdempotencyKey, response: Response, caller: Caller = who) -> Any:
        """Leaves and deletes all of one's personal data, for ever."""
        by = caller.as_person()
        request = Request.of(by, "erase", key, {"person_id": str(by)})
        return answer(response, store.run_once(request, people.erase, person_id=by, at=clock()))

    return router


def people_routes(
    *, store: EventStore, people: People, directory: Directory, private: Private, clock: Clock, who: Any
) -> APIRouter:
    """What administrators do with people."""
    router = APIRouter(prefix="/v1/people", tags=["people"])

    @router.post("", status_code=201, response_model=PersonOut)
    def join(body: PersonIn, key: IdempotencyKey, response: Response, caller: Caller = who) -> Any:
        """Adds somebody who is to take part. Administrators only."""
        by = caller.require(Role.ADMINISTRATOR)
        request = Request.of(by, "join", key, fingerprint(body, private))
        outcome = store.run_once(request, people.join, person_id=uuid4(), **body.model_dump(), at=clock())
        return answer(response, outcome)

    @router.get("", response_model=PeopleOut)
    def read(
        after: UUID | None = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
        ids: Annotated[list[UUID] | None, Query(max_length=200)] = None,
        caller: Caller = who,
    ) -> Any:
        """Everybody who is or was here and not erased, by id; with `ids`, of these alone. Administrators only."""
        caller.require(Role.ADMINISTRATOR)
        return directory.people(after=after, limit=limit, among=ids)

    @router.post("/search", response_model=FoundOut)
    def search(body: SearchIn, caller: Caller = who) -> Any:
        """Whose name or address has all of the words, the closest first, then by name. Administrators only.

        What is looked for is in the body, so that no address and no log holds a name. Nothing is stored.
        """
        caller.require(Role.ADMINISTRATOR)
        return directory.search(body.words, taking_part=body.taking_part, after=body.after, limit=body.limit)

    @router.put("/{person_id}/roles", response_model=PersonOut)
    def change_roles(
        person_id: Id, body: RolesIn, key: IdempotencyKey, response: Response, caller: Caller = who
    ) -> Any:
        """States all roles of somebody. Administrators only."""
        by = caller.require(Role.ADMINISTRATOR)
        request = Request.of(by, "roles", key, {"person_id": str(person_id), **body.model_dump(mode="json")})
        outcome = store.run_once(request, people.change_roles, person_id=person_id, roles=body.roles, at=clock())
        return answer(response, outcome)

    @router.put("/{person_id}/groups", response_model=PersonOut)
    def change_groups(
        person_id: Id, body: GroupsIn, key: IdempotencyKey, response: Response, caller: Caller = who
    ) -> Any:
        """States all groups of somebody. Administrators only."""
        by = caller.require(Role.ADMINISTRATOR)
        request = Request.of(by, "groups", key, {"person_id": str(person_id), **body.model_dump(mode="json")})
        outcome = store.run_once(request, people.change_groups, person_id=person_id, groups=body.groups, at=clock())
        return answer(response, outcome)

    @router.post("/{person_id}/leave", response_model=PersonOut)
    def leave(person_id: Id, key: IdempotencyKey, response: Response, caller: Caller = who) -> Any:
        """Sees somebody off, as if they had left by themselves. Administrators only."""
        by = caller.require(Role.ADMINISTRATOR)
        request = Request.of(by, "leave", key, {"person_id": str(person_id)})
        return answer(response, store.run_once(request, people.leave, person_id=person_id, at=clock()))

    @router.post("/{person_id}/erase", response_model=PersonOut)
    def erase(person_id: Id, key: IdempotencyKey, response: Response, caller: Caller = who) -> Any:
        """Deletes all personal data of somebody, for ever. Administrators only."""
        by = caller.require(Role.ADMINISTRATOR)
        request = Request.of(by, "erase", key, {"person_id": str(person_id)})
        return answer(response, store.run_once(request, people.erase, person_id=person_id, at=clock()))

    return router


def group_routes(
    *,
    store: EventStore,
    people: People,
    directory: Directory,
    projection: Projection,
    private: Private,
    clock: Clock,
    who: Any,
) -> APIRouter:
    """Groups: administrators form them, curators offer to them, sponsors read of them."""
    router = APIRouter(prefix="/v1/groups", tags=["groups"])

    @router.post("", status_code=201, response_model=GroupOut)
    def form(body: GroupIn, key: IdempotencyKey, response: Response, caller: Caller = who) -> Any:
        """Forms a group. Administrators only."""
        by = caller.require(Role.ADMINISTRATOR)
        request = Request.of(by, "form", key, {"name": private(body.name)})
        return answer(response, store.run_once(request, people.form, group_id=uuid4(), name=body.name, at=clock()))

    @router.get("", response_model=GroupsOut)
    async def read(position: After = None, caller: Caller = who) -> Any:
        """All groups. Administrators, curators and sponsors only; how many are in each only administrators."""
        caller.require(Role.ADMINISTRATOR, Role.CURATOR, Role.SPONSOR)
        groups = await asyncio.to_thread(directory.groups)
        if Role.ADMINISTRATOR not in caller.roles:
            return {"groups": [{**group, "members": None} for group in groups]}
        await projection.wait_for(position)
        members = await Members(projection).counted()
        return {"groups": [{**group, "members": members.get(UUID(group["group_id"]), 0)} for group in groups]}

    return router


def fingerprint(body: PersonIn, private: Private) -> dict[str, Any]:
    """What is remembered of a request to add a person: nothing that names them."""
    hidden = {"name": private(body.name), "email": private(body.email)}
    return {**body.model_dump(mode="json"), **hidden}
