"""Consent, put together. `python -m services.consent.main` serves it; tests call `build`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from fastapi import FastAPI

from chassis.clock import Clock, MonotonicClock, system_clock
from chassis.dead_letters import DeadLetters
from chassis.http import caller_of, serve
from chassis.runtime import Runtime
from chassis.settings import Settings
from chassis.timers import Due, Handler
from contracts import consent, content, publisher
from services.consent import restoration, views
from services.consent.api import (
    answer_routes,
    command_line_routes,
    disclosure_routes,
    group_routes,
    image_routes,
    internal_routes,
    me_routes,
    opening_routes,
    people_routes,
)
from services.consent.application import (
    FORGET,
    LAPSE,
    SWEEP,
    Approvals,
    Disclosing,
    Evidence,
    Images,
    Offers,
    People,
    Previews,
    Releases,
    Sweeps,
)
from services.consent.directory import Directory
from services.consent.domain import ConsentError
from services.consent.facts import Asking, Facts
from services.consent.policies import policies, reads
from services.consent.projections import handlers
from services.consent.publication import live, translate
from services.consent.queries import Feed, Given
from services.consent.tables import Tables
from services.consent.timekeeper import Timekeeper
from services.consent.tokens import Tokens


def build(settings: Settings, *, machine_clock: Clock = system_clock, asking: Asking | None = None) -> FastAPI:
    """The service. `asking` stands in for the other services where a test has none."""
    clock = MonotonicClock(machine_clock)
    runtime = Runtime(settings, "consent", clock=clock)
    store, vault, timers = runtime.store, runtime.vault, runtime.timers
    sealing_keys = settings.sealing_keys()

    tables = Tables(runtime.database, sealing_keys)
    tokens = Tokens(sealing_keys)
    letters = DeadLetters(runtime.database)
    facts = Facts(asking or runtime.peers)
    evidence = Evidence(runtime.signer)
    timekeeper = Timekeeper(clock, store, runtime.follower)

    people = People(vault, tables, timers, settings.time_zone)
    offers = Offers(tables, timers)
    sweeps = Sweeps(store, tables, timers, clock)
    images = Images(runtime.database, vault, timers)
    disclosing = Disclosing(vault)
    previews = Previews(store, tables, letters, tokens, facts, images, disclosing)
    approvals = Approvals(vault, tables, timers, letters, tokens, evidence, sweeps, images, disclosing)
    releases = Releases(letters, evidence, sweeps)

    runtime.schema(letters.migrate, tables.migrate, timekeeper.seed)
    runtime.add(timekeeper.start, timekeeper.stop)
    runtime.add(_nothing, facts.close)
    runtime.publish(consent.TOPIC, translate)
    sources = {content.TOPIC: "content", publisher.TOPIC: "publisher"}
    runtime.consume(sources, policies(offers, releases, clock), reads=reads())
    runtime.restores(restoration.plan(people, sweeps, tables, vault))
    projection = runtime.project(views.COLLECTIONS, handlers(), live, shape=views.SHAPE)
    runtime.daily.add(tables.texts.forget_old)
    runtime.due({SWEEP: _in_thread(sweeps.sweep), LAPSE: _in_thread(sweeps.lapse), FORGET: _in_thread(images.forget)})

    feed = Feed(store, vault, tables, facts, projection)
    given = Given(vault, projection)
    directory = Directory(store, vault, tables)
    private = tables.private
    who = caller_of(runtime.reader)
    return runtime.http(
        ConsentError,
        [
            answer_routes(
                store=store,
                previews=previews,
                approvals=approvals,
                feed=feed,
                given=given,
                projection=projection,
                clock=clock,
                who=who,
            ),
            image_routes(images=images, clock=clock, who=who),
            disclosure_routes(store=store, disclosing=disclosing, clock=clock, who=who),
            me_routes(store=store, people=people, directory=directory, clock=clock, who=who),
            people_routes(store=store, people=people, directory=directory, private=private, clock=clock, who=who),
            group_routes(
                store=store,
                people=people,
                directory=directory,
                projection=projection,
                private=private,
                clock=clock,
                who=who,
            ),
            command_line_routes(store=store, people=people, directory=directory, private=private, clock=clock, who=who),
            opening_routes(
                store=store,
                vault=vault,
                tables=tables,
                releases=releases,
                images=images,
                clock=clock,
                who=who,
            ),
            internal_routes(directory=directory, who=who, demo=settings.demo),
        ],
    )


async def _nothing() -> None:
    """Others are asked when there is a question."""


def _in_thread(handle: Callable[[Due], None]) -> Handler:
    async def handler(due: Due) -> None:
        await asyncio.to_thread(handle, due)

    return handler


if __name__ == "__main__":
    found = Settings()
    serve(build(found), found)
