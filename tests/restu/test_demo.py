"""The walk's own logic. That the platform does what the story tells is shown by walking it (tests/integration)."""

import json
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from chassis.broker import Broker
from chassis.signing import digest
from restu.demo.browser import Gateway, Person, Refused
from restu.demo.cast import CITRA, COLLEAGUES, EKO, email, username
from restu.demo.live import Ear, Heard, read_event
from restu.demo.network import Network, read_form
from restu.demo.report import Done, Mark, Record, happened, verdict
from restu.demo.source import ATOM, PAGE, RSS, Source, serving
from restu.demo.steps import STORY
from restu.demo.steps.acts import digest_of
from restu.demo.steps.game import PILOT
from restu.demo.waiting import NotYet, Unmet, expect, until
from restu.demo.walk import Chapter, Step, Walk, missing_needs, soon, take_all
from restu.home import Home
from restu.sources import Sources
from services.publisher.domain.programme import FEWEST_PEOPLE

GATEWAY = "http://gateway.test"


def a_walk(said: list[str] | None = None) -> Walk:
    return Walk(
        home=Home(Path("/nowhere")),
        consent="",
        sources=Sources(Broker(""), (), None),
        gateway=Gateway(GATEWAY),
        network=Network("", httpx.AsyncClient()),
        source=Source(""),
        say=(said if said is not None else []).append,
        open=AsyncExitStack(),
    )


def step(name: str, *needs: str, raises: Exception | None = None) -> Step:
    async def take(_: Walk) -> Done:
        if raises is not None:
            raise raises
        return Done("done", {"approval": name})

    return Step(name, "Ayu", f"does {name}", take, needs)


class TestTheWalk:
    async def test_a_step_that_fails_does_not_stop_those_that_do_not_need_it(self) -> None:
        first = step("first", raises=Unmet("the post is failed (link)"))
        chapters = [Chapter("One", (first, step("behind", "first"))), Chapter("Two", (step("other"),))]
        records = await take_all(a_walk(), chapters)
        assert [(each.name, each.mark) for each in records] == [
            ("first", Mark.FAILED),
            ("behind", Mark.LEFT_OUT),
            ("other", Mark.OK),
        ]

    async def test_what_needs_a_step_that_was_left_out_is_left_out_too(self) -> None:
        steps = (step("a", raises=Unmet("no")), step("b", "a"), step("c", "b"))
        records = await take_all(a_walk(), [Chapter("", steps)])
        assert [each.mark for each in records] == [Mark.FAILED, Mark.LEFT_OUT, Mark.LEFT_OUT]
        assert "needs b" in records[2].done.result

    @pytest.mark.parametrize(
        ("error", "words"),
        [
            (Unmet("the words are on the network all the same"), "the words are on the network all the same"),
            (Refused("POST /x", 409, {"code": "no-slot", "detail": "no time is free"}), "no time is free"),
            (httpx.ConnectError("refused"), "refused"),
            (KeyError("token"), "another shape"),
        ],
    )
    async def test_a_failure_is_said_in_words(self, error: Exception, words: str) -> None:
        said: list[str] = []
        [record] = await take_all(a_walk(said), [Chapter("One", (step("a", raises=error),))])
        assert words in record.done.result
        assert any("FAILED" in line and words in line for line in said)

    async def test_a_mistake_of_the_program_itself_is_not_hidden(self) -> None:
        with pytest.raises(ZeroDivisionError):
            await take_all(a_walk(), [Chapter("", (step("a", raises=ZeroDivisionError()),))])

    def test_the_story_is_in_an_order_in_which_it_can_be_told(self) -> None:
        assert missing_needs(STORY) == []
        assert missing_needs([Chapter("", (step("a", "b"), step("b"), step("b")))]) == ["a needs b", "b twice"]

    def test_the_first_walk_has_names_as_people_have_them(self) -> None:
        walk = a_walk()
        assert walk.named("Sales") == "Sales"
        assert email("Ayu Lestari", walk.mark) == "ayu.lestari@example.org"
        assert username("Ayu Lestari", walk.mark) == "ayu_lestari"

    def test_a_later_walk_shares_no_name_with_it(self) -> None:
        walk = replace(a_walk(), mark="6b20")
        assert walk.named("Sales") == "Sales 6b20"
        assert email("Ayu Lestari", walk.mark) == "ayu.lestari.6b20@example.org"
        assert username("Ayu Lestari", walk.mark) == "ayu_lestari_6b20"

    def test_there_are_enough_people_for_a_pilot(self) -> None:
        still_here = {role.part for role in COLLEAGUES} - {CITRA, EKO}
        assert still_here >= set(PILOT)
        assert len(PILOT) >= FEWEST_PEOPLE

    def test_times_are_written_as_the_interfaces_read_them(self) -> None:
        assert soon().endswith("Z")
        assert len(soon()) == len("2026-11-23T10:00:00.000Z")
        assert datetime.fromisoformat(soon(hours=2)) > datetime.fromisoformat(soon(hours=1))


class TestTheReport:
    def record(self, mark: Mark, result: str = "published", link: str | None = None) -> Record:
        return Record("now", "Ayu", "approves now", mark, Done(result, {"post": "p-1"}, link))

    def test_the_table_has_a_line_for_each_step_and_what_to_look_it_up_by(self) -> None:
        told = happened([self.record(Mark.OK, link="http://network/@ayu/1"), self.record(Mark.FAILED, "no slot")])
        first, trail, second, _ = told.splitlines()
        assert first.split() == ["ok", "Ayu", "approves", "now", "published"]
        assert trail.split() == ["post", "p-1", "http://network/@ayu/1"]
        assert second.split()[0] == "FAILED"
        assert first.index("Ayu") == second.index("Ayu")

    def test_it_fits_the_terminal_and_breaks_no_address(self) -> None:
        ids = dict.fromkeys(("replaced", "approval", "post"), "0" * 36)
        link = "http://127.0.0.1:8085/@ayu/1"
        record = Record("now", "Ayu", "approves now", Mark.OK, Done("published word for word, " * 8, ids, link))
        lines = happened([record], 80).splitlines()
        assert max(map(len, lines)) <= 80
        assert link in lines[-1]
        assert all(f"{name} {'0' * 36}" in "\n".join(lines) for name in ids)

    def test_all_well_only_when_every_step_did_what_it_should(self) -> None:
        assert verdict([self.record(Mark.OK), self.record(Mark.OK)]).code == 0

    @pytest.mark.parametrize("mark", [Mark.FAILED, Mark.LEFT_OUT])
    def test_one_step_that_failed_or_was_left_out_is_a_failure(self, mark: Mark) -> None:
        said = verdict([self.record(Mark.OK), self.record(mark, "no slot")])
        assert said.code == 1
        assert ("no slot" in said.words) is (mark is Mark.FAILED)

    def test_a_walk_without_steps_proves_nothing(self) -> None:
        assert verdict([]).code == 1


class TestWaiting:
    async def test_it_ends_as_soon_as_it_is_so(self) -> None:
        looks: list[int] = []

        async def look() -> str:
            looks.append(1)
            expect(len(looks) > 2, "not yet")
            return "there"

        assert await until(look, "it is there") == "there"
        assert len(looks) == 3

    async def test_its_end_says_what_was_waited_for_and_what_was_seen(self) -> None:
        async def look() -> None:
            raise NotYet("the post is scheduled")

        with pytest.raises(Unmet, match=r"Ayu's post is published: not within 0 s; the post is scheduled"):
            await until(look, "Ayu's post is published", seconds=0.0)


class TestLive:
    def test_an_event_is_read_with_its_id(self) -> None:
        lines = ["id: consent:7", "event: approval", 'data: {"state":"approved"}']
        assert read_event(lines) == ("consent:7", Heard("approval", {"state": "approved"}))

    def test_a_comment_is_no_event(self) -> None:
        assert read_event([": nothing"]) is None

    async def test_an_ear_tells_one_approval_from_another(self) -> None:
        ear = Ear([Heard("approval", {"approval_id": "a", "state": "lapsed"})])
        assert (await ear.hears("approval", approval_id="a")).data["state"] == "lapsed"
        with pytest.raises(Unmet, match="this was heard: lapsed"):
            await ear.hears("approval", seconds=0.0, approval_id="b")


Handler = Callable[[httpx.Request], httpx.Response]


def somebody(handler: Handler) -> Person:
    client = httpx.AsyncClient(base_url=GATEWAY, transport=httpx.MockTransport(handler))
    return Person("Ayu Lestari", "id", ("advocate",), "the-token", client)


def problem(status: int, code: str, detail: str) -> httpx.Response:
    return httpx.Response(status, json={"code": code, "detail": detail})


class TestTheBrowser:
    async def test_a_change_proves_where_it_comes_from_and_can_be_repeated(self) -> None:
        seen: list[httpx.Request] = []

        def answer(request: httpx.Request) -> httpx.Response:
            seen.append(request)
            return problem(503, "unavailable", "away") if len(seen) == 1 else httpx.Response(200, json={"a": 1})

        assert await somebody(answer).post("/api/consent/respond", {"verb": "decline"}) == {"a": 1}
        assert [request.headers["restu-csrf"] for request in seen] == ["the-token"] * 2
        assert len({request.headers["idempotency-key"] for request in seen}) == 1

    async def test_a_read_shows_at_least_ones_own_last_change_of_that_service(self) -> None:
        seen: list[httpx.Request] = []

        def answer(request: httpx.Request) -> httpx.Response:
            seen.append(request)
            return httpx.Response(200, json={}, headers={"Restu-Position": "7"} if request.method == "POST" else {})

        person = somebody(answer)
        await person.post("/api/content/items", {})
        await person.get("/api/content/items")
        await person.get("/api/consent/feed")
        assert [request.headers.get("restu-position") for request in seen] == [None, "7", None]

    async def test_a_refusal_is_the_problem_in_its_own_words(self) -> None:
        person = somebody(lambda _: problem(409, "no-slot", "no time is free"))
        with pytest.raises(Refused, match="no time is free"):
            await person.get("/api/publisher/slots")
        assert (await person.is_refused("no-slot", "GET", "/api/publisher/slots")).detail == "no time is free"

    @pytest.mark.parametrize("answer", [problem(403, "forbidden", "no"), httpx.Response(200, json={})])
    async def test_what_had_to_be_refused_and_was_not_is_a_failure(self, answer: httpx.Response) -> None:
        with pytest.raises(Unmet):
            await somebody(lambda _: answer).is_refused("no-slot", "POST", "/api/publisher/slots", {})

    async def test_an_error_of_a_service_is_said_and_not_waited_for(self) -> None:
        person = somebody(lambda _: problem(500, "internal", "something went wrong on our side"))
        with pytest.raises(Refused, match="something went wrong on our side"):
            await person.post("/api/consent/respond", {})

    async def test_a_service_that_stays_away_is_said(self) -> None:
        person = replace(somebody(lambda _: problem(503, "unavailable", "consent does not answer")), patience=0.0)
        with pytest.raises(Unmet, match="consent does not answer"):
            await person.get("/api/consent/feed")


class TestTheNetwork:
    def test_the_first_form_is_read_with_its_hidden_fields(self) -> None:
        page = (
            '<form method="post" action="/oauth/authorize"><input type="hidden" name="state" value="a&amp;b">'
            '<input type="hidden" name="scope" value=""><input name="username"></form>'
        )
        form = read_form(page)
        assert form.action == "/oauth/authorize"
        assert form.hidden == {"state": "a&b", "scope": ""}

    def test_a_page_without_a_form_is_said(self) -> None:
        with pytest.raises(Unmet, match="no form"):
            read_form("<p>Too many attempts</p>")


class TestTheSource:
    @pytest.mark.parametrize("path", [RSS, ATOM, PAGE])
    def test_it_serves_the_files_and_says_when_they_are_unchanged(self, path: str) -> None:
        with serving() as source:
            first = httpx.get(source.url(path), trust_env=False)
            again = httpx.get(source.url(path), headers={"If-None-Match": first.headers["etag"]}, trust_env=False)
            assert (first.status_code, again.status_code, len(again.content)) == (200, 304, 0)
            assert source.answers(path) == [200, 304]

    def test_there_is_nothing_else(self) -> None:
        with serving() as source:
            assert httpx.get(source.url("/../LICENSE"), trust_env=False).status_code == 404


def test_the_digest_of_a_receipt_is_computed_as_anybody_would() -> None:
    opening: dict[str, Any] = {
        "text": 'Mampir hari Jumat, "ada robot" \U0001f916 \u00e9\n\nhttps://example.org/a',
        "salt": "s",
        "media": [],
        "link": None,
        "sensitive": False,
    }
    assert digest_of(json.loads(json.dumps(opening))) == digest(opening)
