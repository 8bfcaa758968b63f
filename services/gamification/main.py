"""The gamification service, put together."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from fastapi import FastAPI

from chassis.consumer.passing import Passing
from chassis.http import caller_of, serve
from chassis.runtime import Runtime
from chassis.settings import Settings
from contracts import consent, gamification, publisher
from contracts.consent import PersonErased
from services.gamification import restoration
from services.gamification.api import (
    contest_routes,
    point_routes,
    progress_routes,
    reward_routes,
    shop_routes,
    training_routes,
)
from services.gamification.application import CLOSE, Climbing, Contests, Gamification, Rewards, Trainings
from services.gamification.board import Board
from services.gamification.closing import Closing
from services.gamification.curriculum import Curriculum
from services.gamification.domain import GamificationError
from services.gamification.ladder import Ladder
from services.gamification.live import live
from services.gamification.names import Names
from services.gamification.policies import READS, policies
from services.gamification.projections import (
    BANDS,
    BOARD,
    COLLECTIONS,
    CONTESTS,
    ENTRIES,
    HANDLERS,
    MEMBERS,
    MILESTONES,
    PROGRESS,
    REDEMPTIONS,
    REWARDS,
    SHAPE,
    TOTALS,
    TRAINING,
)
from services.gamification.publication import translate
from services.gamification.queries import ContestViews, Leaderboard, Points, Shop, TrainingView, Way
from services.gamification.rules import Rules
from services.gamification.standings import BookedEarnings

SERVICE = "gamification"


def build(settings: Settings) -> FastAPI:
    """The whole service. Nothing connects before the application's lifespan begins."""
    runtime = Runtime(settings, SERVICE)
    zone, curriculum = ZoneInfo(settings.time_zone), Curriculum.read()
    rules, ladder = Rules.read(), Ladder.read()
    application = Gamification(rules, zone)
    rewards = Rewards(rules, runtime.vault)
    earned = BookedEarnings(runtime.database, reported=rules.handed_over.code)
    contests = Contests(runtime.vault, runtime.timers, earned)
    said = Passing(runtime.database, settings.broker(), topic=publisher.TOPIC, source="/restu/publisher")
    closing = Closing(runtime.store, contests, runtime.timers, said.passed, runtime.clock)
    runtime.publish(gamification.TOPIC, translate)
    runtime.consume(
        {publisher.TOPIC: "publisher", consent.TOPIC: "consent"},
        policies(application, rewards, Climbing(ladder)),
        reads=READS,
        overtakes=frozenset({PersonErased}),
    )
    runtime.restores(restoration.plan(rules, zone, runtime.timers))
    views = runtime.project(COLLECTIONS, HANDLERS, live, shape=SHAPE)
    runtime.due({CLOSE: closing.due})
    names = Names(runtime.peers)
    board = Board(views.collection(BOARD), views.collection(BANDS))
    points = Points(views.collection(ENTRIES), views.collection(TOTALS), board)
    leaderboard = Leaderboard(points, board, views.collection(MEMBERS), names)
    shop = Shop(views.collection(REWARDS), views.collection(REDEMPTIONS), runtime.vault)
    way = Way(views.collection(PROGRESS), views.collection(MILESTONES), ladder)
    clock, who = runtime.clock, caller_of(runtime.reader)
    return runtime.http(
        GamificationError,
        [
            point_routes(points=points, leaderboard=leaderboard, views=views, clock=clock, zone=zone, who=who),
            progress_routes(way=way, views=views, who=who),
            contest_routes(
                store=runtime.store,
                contests=contests,
                shown=ContestViews(views.collection(CONTESTS), leaderboard, runtime.vault, names),
                views=views,
                clock=clock,
                who=who,
            ),
            reward_routes(store=runtime.store, rewards=rewards, clock=clock, who=who),
            training_routes(
                store=runtime.store,
                trainings=Trainings(curriculum),
                shown=TrainingView(views.collection(TRAINING), curriculum),
                views=views,
                clock=clock,
                who=who,
            ),
            shop_routes(shop=shop, views=views, who=who),
        ],
    )


if __name__ == "__main__":
    settings = Settings()
    serve(build(settings), settings)
