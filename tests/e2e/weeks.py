"""Weeks that no stack has lived through: answers in the shape of the services, with numbers made up here."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from playwright.async_api import Route

from tests.e2e.browser import Window

NOTHING = {"count": None, "told": None}


def told(likes: int | None) -> dict[str, Any]:
    """Readers' answers; nobody tells views."""
    if likes is None:
        return dict.fromkeys(("likes", "reposts", "replies", "views"), NOTHING)
    counts = {"likes": likes, "reposts": likes // 4, "replies": likes // 9}
    return {name: {"count": count, "told": 10} for name, count in counts.items()} | {"views": NOTHING}


def worth() -> dict[str, Any]:
    """A value with its formula, and what is not in it."""
    terms = [
        {"of": "likes", "count": 1312, "price": 50, "value": 65_600},
        {"of": "reposts", "count": 327, "price": 200, "value": 65_400},
    ]
    return {
        "currency": "EUR",
        "value": 131_000,
        "terms": terms,
        "left_out": {"replies": "no-price", "views": "not-told"},
        "formula": "1312 likes * 0.050 + 327 reposts * 0.200 = 131.000 EUR",
    }


def programme() -> dict[str, Any]:
    """Thirteen weeks: the newest two not measured, one of fewer than five people."""
    weeks = []
    for back in range(13):
        posts = None if back == 9 else 12 + (13 - back) * 5
        likes = None if back in (0, 1, 9) else 90 + (13 - back) * 11
        people = None if posts is None else posts // 15 * 5 or 5
        cell: dict[str, Any] = {"of": "activity", "activity_id": str(uuid4()), "pilot_id": None, "item": str(uuid4())}
        cell |= {"network": "mastodon", "kind": "post", "people": people, "posts": posts, "engagement": told(likes)}
        weeks.append(
            {
                "week": f"2026-W{47 - back}",
                "begins_on": "2026-11-16",
                "measured": back > 1,
                "everyone": {"among": 85, "approved": people, "published": people},
                "groups": [],
                "activities": [],
                "cells": [] if posts is None else [cell],
                "posts": posts,
                "engagement": told(likes),
            }
        )
    return {"weeks": weeks, "total": {"posts": 1_061, "engagement": told(1_312), "value": worth()}}


def report(state: str = "running") -> dict[str, Any]:
    """A pilot of eight weeks, six of them counted."""
    weeks = [
        {
            "week": f"2026-W{47 - back}",
            "among": 10,
            "approved": 5,
            "published": None if back == 5 else 5,
            "posts": None if back == 5 else 9 + 2 * (5 - back),
            "engagement": told(None if back == 0 else 40 + 7 * (5 - back)),
            "answers": None if back == 0 else 54 + 9 * (5 - back),
            "participation_reached": None if back == 5 else back < 3,
            "posts_reached": None if back == 5 else back < 4,
        }
        for back in range(6)
    ]
    return {
        "pilot_id": str(uuid4()),
        "name": "The board goes first",
        "state": state,
        "people": 12,
        "first_week": "2026-W42",
        "number_of_weeks": 8,
        "goals": {"participation": 60, "posts": 12},
        "weeks": weeks,
        "total": {"posts": 75, "engagement": told(280), "value": worth()},
        "trend": {"posts": {"value": 2.1, "low": 0.8, "high": 3.2}, "answers": None},
    }


async def answered(seen: Window, path: str, body: dict[str, Any]) -> None:
    """The browser gets this answer."""

    async def fulfil(route: Route) -> None:
        await route.fulfill(content_type="application/json", body=json.dumps(body))

    await seen.page.route(path, fulfil)
