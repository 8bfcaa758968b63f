"""Leaving and erasure: consent ends at once, what is known of a person is deleted, the proofs stay."""

from restu.demo.cast import ADMINISTRATOR, CITRA, EKO, called
from restu.demo.report import Done
from restu.demo.steps.acts import approve, nothing_stands
from restu.demo.steps.content import FUNCTIONS
from restu.demo.stream import says
from restu.demo.waiting import expect, require, until
from restu.demo.walk import Chapter, Step, Walk, soon

LAST = "last"
LAST_WORDS = "My farewell tip to all of you: read the changelog of every tool you love, once a month, with tea."


async def _leaves(walk: Walk) -> Done:
    given = await approve(walk, LAST, EKO, FUNCTIONS, LAST_WORDS, choice="pick", picked_at=soon(hours=2))
    await walk.people[ADMINISTRATOR].post(f"/api/consent/people/{walk.people[EKO].id}/leave")
    await walk.ears[EKO].hears("signed-out")
    await _signed_out(walk, EKO)
    lapsed = await says(walk.sources, "ApprovalLapsed", approval_id=given.approval_id)
    require(lapsed["reason"] == "advocate-left", f"lapsed because {lapsed['reason']}")
    await nothing_stands(walk, given)
    await _credentials_end(walk, EKO)
    return Done(
        "his session ends, his open approval lapses, the network's permission is given back",
        {"person": walk.people[EKO].id, "approval": given.approval_id},
    )


async def _erased(walk: Walk) -> Done:
    citra = walk.people[CITRA]
    before = [status.url for status in await walk.network.standing(walk.handles[CITRA])]
    await citra.post("/api/consent/me/erase")
    await _signed_out(walk, CITRA)
    await _nowhere(walk, CITRA)
    after = [status.url for status in await walk.network.standing(walk.handles[CITRA])]
    require(before == after, "what stands on her profile changed")
    return Done("name, address, words and links are deleted; her profile stays hers", {"person": citra.id})


async def _signed_out(walk: Walk, part: str) -> None:
    """Waits until the person's browser is nobody's any more."""
    walk.gone.add(part)

    async def look() -> None:
        status = (await walk.people[part].client.get("/auth/me")).status_code
        expect(status == 401, f"/auth/me answers {status}")

    await until(look, f"{called(part)}'s session ends")


async def _credentials_end(walk: Walk, part: str) -> None:
    """Waits until the publisher holds no token of the account any more."""

    async def look() -> None:
        tokens = await walk.network.tokens(walk.handles[part])
        expect(tokens == 0, f"{tokens} tokens of the account are still good")

    await until(look, f"{called(part)}'s account is disconnected on the network")


async def _nowhere(walk: Walk, part: str) -> None:
    """Waits until neither administrators nor the sign-in page know the person's name."""
    person = walk.people[part]

    async def look() -> None:
        personas = (await walk.people[ADMINISTRATOR].client.get("/auth/personas")).json()
        expect(person.id not in str(personas), "the sign-in page still offers the person")
        people = await _everybody(walk)
        expect(person.name not in people.get(person.id, ""), "the list of people still holds the name")

    await until(look, f"{called(part)} is known no more")


async def _everybody(walk: Walk) -> dict[str, str]:
    """All names in the administrator's list, by person id."""
    names: dict[str, str] = {}
    after: dict[str, str] = {}
    while True:
        page = await walk.people[ADMINISTRATOR].get("/api/consent/people", **after)
        names |= {each["person_id"]: each["name"] for each in page["people"]}
        if not page["next"]:
            return names
        after = {"after": page["next"]}


CHAPTER = Chapter(
    "Leaving",
    (
        Step("leaves", "Eko", "leaves the company", _leaves, ("audience", "live")),
        Step("erased", "Citra", "asks to be forgotten", _erased, ("limit", "replace", "repost")),
    ),
)
