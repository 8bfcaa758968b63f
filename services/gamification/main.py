"""The gamification service, put together."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from fastapi import FastAPI

from chassis.errors import Refused
from chassis.http import caller_of, serve
from chassis.runtime import Runtime
from chassis.settings import Settings
from contracts import consent, gamification, publisher
from contracts.consent import PersonErased
from services.gamification import restoration
from services.gamification.api import routes
from services.gamification.application import Gamification
from services.gamification.board import Board
from services.gamification.names import Names
from services.gamification.policies import READS, policies
from services.gamification.projections import BANDS, BOARD, COLLECTIONS, ENTRIES, HANDLERS, TOTALS
from services.gamification.publication import live, translate
from services.gamification.queries import Leaderboard, Points
from services.gamification.rules import Rules

SERVICE = "gamification"


def build(settings: Settings) -> FastAPI:
    """The whole service. Nothing connects before the application's lifespan begins."""
    runtime = Runtime(settings, SERVICE)
    zone = ZoneInfo(settings.time_zone)
    application = Gamification(Rules.read(), zone)
    runtime.publish(gamification.TOPIC, translate)
    runtime.consume(
        {publisher.TOPIC: "publisher", consent.TOPIC: "consent"},
        policies(application),
        reads=READS,
        overtakes=frozenset({PersonErased}),
    )
    runtime.restores(restoration.plan())
    views = runtime.project(COLLECTIONS, HANDLERS, live)
    board = Board(views.collection(BOARD), views.collection(BANDS))
    points = Points(views.collection(ENTRIES), views.collection(TOTALS), board)
    leaderboard = Leaderboard(points, board, Names(runtime.peers))
    router = routes(
        points=points,
        leaderboard=leaderboard,
        views=views,
        clock=runtime.clock,
        zone=zone,
        who=caller_of(runtime.reader),
    )
    return runtime.http(Refused, [router])


if __name__ == "__main__":
    settings = Settings()
    serve(build(settings), settings)
