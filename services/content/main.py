"""The content service, put together."""

from __future__ import annotations

import asyncio
from functools import cache

from fastapi import FastAPI

from chassis.guarded import GuardedClient
from chassis.http import caller_of, serve
from chassis.runtime import Runtime
from chassis.settings import Settings
from chassis.timers import Due
from contracts import consent, content
from contracts.consent import PersonErased
from services.content import restoration
from services.content.api import (
    image_routes,
    internal_routes,
    item_routes,
    network_routes,
    source_routes,
    suggestion_routes,
    topic_routes,
    view_routes,
)
from services.content.application import EXPIRE, POLL, Content, Suggestions, Topics
from services.content.domain import ContentError
from services.content.pictures import Pictures
from services.content.policies import policies
from services.content.poller import Poller
from services.content.projections import COLLECTIONS, DAYS, HANDLERS, ITEMS, SHAPE, live
from services.content.publication import translate
from services.content.queries import Activities, Items, SuggestionLists, TopicLists
from services.content.sources import Sources
from services.content.tables import Fingerprints, SuggestionRows, Tables, TopicRows

SERVICE = "content"


def build(settings: Settings) -> FastAPI:
    """The whole service. Nothing connects before the application's lifespan begins."""
    runtime = Runtime(settings, SERVICE)
    tables = Tables(runtime.database)
    rows = SuggestionRows(runtime.database)
    topic_rows = TopicRows(runtime.database)
    application = Content(runtime.vault, runtime.timers, tables)
    suggestions = Suggestions(application, runtime.vault, rows)
    fingerprints = cache(lambda: Fingerprints.open(runtime.database, runtime.vault))
    client = GuardedClient(allow_private=settings.allow_private_addresses)
    sources = Sources(client)
    poller = Poller(
        store=runtime.store,
        content=application,
        vault=runtime.vault,
        timers=runtime.timers,
        tables=tables,
        fingerprints=fingerprints,
        sources=sources,
        clock=runtime.clock,
    )

    async def expire(due: Due) -> None:
        await asyncio.to_thread(runtime.store.run, application.expire, item_id=due.id, at=runtime.clock())

    runtime.schema(tables.migrate, rows.migrate, topic_rows.migrate)
    runtime.add(_nothing, client.aclose)
    runtime.publish(content.TOPIC, translate)
    runtime.consume({consent.TOPIC: "consent"}, policies(application, suggestions), overtakes=frozenset({PersonErased}))
    runtime.restores(restoration.plan(runtime.store, application, runtime.timers, clock=runtime.clock))
    views = runtime.project(COLLECTIONS, HANDLERS, live, shape=SHAPE)
    runtime.due({EXPIRE: expire, POLL: poller.due})

    who = caller_of(runtime.reader)
    store, clock, vault = runtime.store, runtime.clock, runtime.vault
    items = Items(views.collection(ITEMS), views.collection(DAYS), vault, rows)
    activities = Activities(store, vault, tables)
    plain_http = settings.allow_private_addresses
    return runtime.http(
        ContentError,
        [
            source_routes(
                store=store,
                content=application,
                vault=vault,
                tables=tables,
                poller=poller,
                sources=sources,
                clock=clock,
                who=who,
            ),
            item_routes(store=store, content=application, clock=clock, who=who, plain_http=plain_http),
            suggestion_routes(
                store=store,
                suggestions=suggestions,
                lists=SuggestionLists(rows, vault),
                sources=sources,
                clock=clock,
                private=lambda words: fingerprints().of("request", words).hex(),
                who=who,
            ),
            topic_routes(
                store=store,
                topics=Topics(vault, topic_rows),
                lists=TopicLists(topic_rows, vault),
                clock=clock,
                mark=lambda name: fingerprints().of("topic", name),
                who=who,
            ),
            view_routes(items=items, views=views, clock=clock, who=who),
            network_routes(who=who),
            image_routes(
                store=store,
                vault=vault,
                activities=activities,
                sources=sources,
                pictures=Pictures(sources),
                who=who,
            ),
            internal_routes(activities=activities, who=who),
        ],
    )


async def _nothing() -> None:
    """The client connects when it is used."""


if __name__ == "__main__":
    settings = Settings()
    serve(build(settings), settings)
