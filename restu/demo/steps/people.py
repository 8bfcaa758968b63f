"""People: the first administrator by command, everybody else by an administrator; each connects an account."""

import asyncio
from datetime import UTC, datetime, timedelta

from restu.commands.admin import create_administrator
from restu.demo.browser import Refused
from restu.demo.cast import (
    ADMINISTRATOR,
    ADVOCATES,
    AUDITOR,
    AYU,
    BEN,
    COLLEAGUES,
    CURATOR,
    ENGINEERING,
    SALES,
    called,
    email,
    full_name,
    username,
)
from restu.demo.live import listening
from restu.demo.report import Done
from restu.demo.waiting import Unmet, expect, require, until
from restu.demo.walk import Chapter, Step, Walk, written

BRISK = {
    "language": "en",
    "time_zone": "UTC",
    "quiet_from": 0,
    "quiet_to": 0,
    "weekdays": [0, 1, 2, 3, 4, 5, 6],
    "spacing_minutes": 0,
    "daily_cap": 50,
    "listed": True,
}
"""No pauses between posts, so that a walk takes a minute and not a week."""
OFFICE_HOURS = {
    **BRISK,
    "language": "id",
    "time_zone": "Asia/Jakarta",
    "quiet_from": 20 * 60,
    "quiet_to": 8 * 60,
    "weekdays": [0, 1, 2, 3, 4],
}
"""Drip keeps out of evenings, nights and weekends in Jakarta."""


async def _first_administrator(walk: Walk) -> Done:
    name = full_name(ADMINISTRATOR)
    address = email(name, walk.mark)
    person_id = await asyncio.to_thread(create_administrator, walk.home, walk.consent, name, address)
    person = await walk.sign_in(ADMINISTRATOR, person_id)
    require("administrator" in person.roles, f"signed in with the roles {', '.join(person.roles)}")
    require(person.name == name, "signed in under another name")
    return Done(f"{name} signs in", {"person": person_id})


async def _groups(walk: Walk) -> Done:
    for name in (ENGINEERING, SALES):
        made = await walk.people[ADMINISTRATOR].post("/api/consent/groups", {"name": walk.named(name)})
        walk.groups[name] = made["group_id"]
    return Done(f"{ENGINEERING} and {SALES}", {name.lower(): walk.groups[name] for name in walk.groups})


async def _colleagues(walk: Walk) -> Done:
    administrator = walk.people[ADMINISTRATOR]
    ids = {}
    addresses = {}
    for role in COLLEAGUES:
        name = full_name(role.part)
        addresses[role.part] = email(name, walk.mark)
        body = {
            "name": name,
            "email": addresses[role.part],
            "roles": list(role.roles),
            "groups": [walk.groups[group] for group in role.groups],
        }
        ids[role.part] = (await administrator.post("/api/consent/people", body))["person_id"]
    for part, person_id in ids.items():
        await walk.sign_in(part, person_id)
    taken = {"name": "Somebody Else", "email": addresses[AYU].upper(), "roles": [], "groups": []}
    await administrator.is_refused("email-taken", "POST", "/api/consent/people", taken)
    for part, person_id in ids.items():
        walk.tell(f"{walk.people[part].name}, {' and '.join(walk.people[part].roles)}: person {person_id}")
    return Done(f"{len(ids)} people; an address that is taken, however spelled, is refused")


async def _roles(walk: Walk) -> Done:
    item = {"title": "Not mine to bring in"}
    for part in (AUDITOR, AYU):
        await walk.people[part].is_refused("forbidden", "POST", "/api/content/items", item)
    await walk.people[CURATOR].is_refused("forbidden", "GET", "/api/consent/people")
    return Done("the auditor and an advocate bring in nothing, the curator cannot list people")


async def _preferences(walk: Walk) -> Done:
    for part in ADVOCATES:
        person = walk.people[part]
        await person.put("/api/consent/me/preferences", OFFICE_HOURS if part == BEN else BRISK)
        chosen = (await person.get("/api/consent/me"))["preferences"]
        require(chosen["time_zone"] == ("Asia/Jakarta" if part == BEN else "UTC"), "the preferences were not kept")
    return Done(f"{called(BEN)} keeps office hours in Jakarta, the others have no pauses")


async def _connect(walk: Walk) -> Done:
    links = []
    for part in ADVOCATES:
        person = walk.people[part]
        account = await walk.network.sign_up(username(person.name, walk.mark), person.name)
        begun = await person.post(
            "/api/publisher/accounts/connect", {"network": "mastodon", "instance": walk.network.address}
        )
        handed = await walk.network.authorize(begun["authorize_url"], account)
        require(
            handed["redirected_to"].startswith(f"{walk.gateway.address}/connected?"),
            f"the network leads back to {handed['redirected_to'].partition('?')[0]}",
        )
        require((await person.client.get(handed["redirected_to"])).is_success, "the page /connected is not there")
        body = {"state": handed["state"], "code": handed["code"]}
        walk.accounts[part] = (await person.post("/api/publisher/accounts/complete", body))["account_id"]
        walk.handles[part] = account
        links.append(account.username)
    await _known_to_consent(walk)
    return Done(f"{', '.join(links)}, each with its owner's permission", link=walk.network.address)


async def _known_to_consent(walk: Walk) -> None:
    """Waits until everybody sees their own account, and nobody else's."""
    for part in ADVOCATES:

        async def look(part: str = part) -> None:
            told = await walk.people[part].get("/api/publisher/accounts")
            ids = [each["account_id"] for each in told["accounts"]]
            expect(ids == [walk.accounts[part]], f"{called(part)} sees {len(ids)} accounts")

        await until(look, f"{called(part)} sees their account")


async def _rhythm(walk: Walk) -> Done:
    """Waits until the publisher knows everybody's rhythm: a time that the one gives, the other refuses."""
    saturday, office_over = _coming(5, 23), _coming(1, 13)

    async def look() -> str:
        for part in ADVOCATES:
            asked = office_over if part == BEN else saturday
            found = await _slot(walk, part, asked)
            expect((found is None) == (part == BEN), f"{called(part)}'s rhythm is not known to the publisher yet")
        return ""

    await until(look, "the rhythms are known")
    refusal = await _refusal(walk, BEN, office_over)
    return Done(f"{called(BEN)} after office hours: {refusal.detail}")


async def _slot(walk: Walk, part: str, window: tuple[str, str]) -> str | None:
    """The slot that a drip inside a window would get; None when there is none."""
    try:
        told = await walk.people[part].get("/api/publisher/slots", **_wanted(walk, part, window))
    except Refused as refusal:
        if refusal.code != "no-slot":
            raise
        return None
    return str(told["slot_at"])


async def _refusal(walk: Walk, part: str, window: tuple[str, str]) -> Refused:
    try:
        await walk.people[part].get("/api/publisher/slots", **_wanted(walk, part, window))
    except Refused as refusal:
        return refusal
    raise Unmet(f"{called(part)} gets a slot outside of office hours")


def _wanted(walk: Walk, part: str, window: tuple[str, str]) -> dict[str, str]:
    return {
        "account_id": walk.accounts[part],
        "opens_at": window[0],
        "closes_at": window[1],
        "choice": "drip",
    }


def _coming(weekday: int, hour: int) -> tuple[str, str]:
    """A later window of half an hour on that weekday (Monday 0), from that hour on in UTC."""
    now = datetime.now(UTC)
    day = now + timedelta(days=(weekday - now.weekday()) % 7 or 7)
    begins = day.replace(hour=hour, minute=30, second=0, microsecond=0)
    return written(begins), written(begins + timedelta(minutes=30))


async def _live(walk: Walk) -> Done:
    for part in ADVOCATES:
        walk.ears[part] = await walk.open.enter_async_context(listening(walk.people[part]))
    return Done("everybody's open page hears what happens to them")


_EVERYBODY = ("colleagues",)

CHAPTER = Chapter(
    "People",
    (
        Step("administrator", "Sari", "becomes the first administrator by command", _first_administrator),
        Step("groups", "Sari", "makes groups", _groups, ("administrator",)),
        Step("colleagues", "Sari", "adds colleagues, who sign in", _colleagues, ("groups",)),
        Step("roles", "Tom", "may look, not act", _roles, _EVERYBODY),
        Step("preferences", "Everybody", "chooses a rhythm", _preferences, _EVERYBODY),
        Step("connect", "Everybody", "connects an account on the sandbox network", _connect, _EVERYBODY),
        Step("rhythm", "Ben", "keeps his evenings free", _rhythm, ("preferences", "connect")),
        Step("live", "Everybody", "opens a page that listens", _live, _EVERYBODY),
    ),
)
