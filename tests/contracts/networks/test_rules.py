"""One test a rule: what each network's file says, said once more. A change of a rule is a change here that somebody
sees, and a network without its expectation fails."""

from __future__ import annotations

from decimal import Decimal

import pytest

from contracts.networks import Evidence, Idempotency, Lookup, Mode, Unit, load, names
from contracts.values import Kind

AUTO, HELP, NONE = Mode.AUTOMATED, Mode.ASSISTED, Mode.NONE
each_network = pytest.mark.parametrize("name", names())
each_kind = pytest.mark.parametrize("kind", list(Kind))

MODES = {
    "mastodon": (AUTO, AUTO, AUTO, AUTO, AUTO),
    "bluesky": (AUTO, AUTO, AUTO, AUTO, AUTO),
    "linkedin": (AUTO, AUTO, HELP, HELP, NONE),
    "x": (AUTO, AUTO, HELP, HELP, HELP),
    "facebook": (HELP, HELP, HELP, HELP, HELP),
    "instagram": (HELP, HELP, HELP, HELP, HELP),
}


@each_network
@each_kind
def test_who_performs_it(name: str, kind: Kind) -> None:
    expected = dict(zip((Kind.POST, Kind.REPOST, Kind.LIKE, Kind.COMMENT, Kind.FOLLOW), MODES[name], strict=True))
    assert load(name).kinds[kind].mode is expected[kind]


PERFORMED = {"mastodon": (Kind.POST, Kind.REPOST, Kind.LIKE, Kind.COMMENT, Kind.FOLLOW)}


@each_network
def test_what_this_release_performs(name: str) -> None:
    assert load(name).performed == PERFORMED.get(name, ())


KEY, ID, NATURAL, DUPLICATE, NOTHING = (
    Idempotency.SERVER_KEY,
    Idempotency.CLIENT_ID,
    Idempotency.NATURAL,
    Idempotency.DUPLICATE_ERROR,
    Idempotency.NONE,
)
EXACT, LIKELY, BLIND = Lookup.EXACT, Lookup.HEURISTIC, Lookup.NONE
TWICE = {
    ("mastodon", Kind.POST): (KEY, 3600, LIKELY),
    ("mastodon", Kind.REPOST): (NATURAL, None, EXACT),
    ("mastodon", Kind.LIKE): (NATURAL, None, EXACT),
    ("mastodon", Kind.COMMENT): (KEY, 3600, LIKELY),
    ("mastodon", Kind.FOLLOW): (NATURAL, None, EXACT),
    **{("bluesky", kind): (ID, None, EXACT) for kind in Kind},
    ("x", Kind.POST): (DUPLICATE, None, LIKELY),
    ("x", Kind.REPOST): (NOTHING, None, LIKELY),
    ("linkedin", Kind.POST): (DUPLICATE, None, BLIND),
    ("linkedin", Kind.REPOST): (NOTHING, None, BLIND),
}


@each_network
@each_kind
def test_what_happens_when_it_arrives_twice(name: str, kind: Kind) -> None:
    capability = load(name).kinds[kind]
    told = (capability.idempotency, capability.key_seconds, capability.lookup)
    assert told == TWICE.get((name, kind), (NOTHING, None, BLIND))


STATUSES = ("write:statuses", "read:statuses")
SCOPES = {
    ("mastodon", Kind.POST): STATUSES,
    ("mastodon", Kind.REPOST): (*STATUSES, "read:search"),
    ("mastodon", Kind.LIKE): ("write:favourites", "read:statuses", "read:search"),
    ("mastodon", Kind.COMMENT): (*STATUSES, "read:search"),
    ("mastodon", Kind.FOLLOW): ("write:follows", "read:follows", "read:search"),
    ("bluesky", Kind.POST): ("repo:app.bsky.feed.post?action=create",),
    ("bluesky", Kind.REPOST): ("repo:app.bsky.feed.repost?action=create",),
    ("bluesky", Kind.LIKE): ("repo:app.bsky.feed.like?action=create",),
    ("bluesky", Kind.COMMENT): ("repo:app.bsky.feed.post?action=create",),
    ("bluesky", Kind.FOLLOW): ("repo:app.bsky.graph.follow?action=create",),
    ("x", Kind.POST): ("tweet.write",),
    ("x", Kind.REPOST): ("tweet.write",),
    ("linkedin", Kind.POST): ("w_member_social",),
    ("linkedin", Kind.REPOST): ("w_member_social",),
}


@each_network
@each_kind
def test_what_a_person_is_asked_to_permit(name: str, kind: Kind) -> None:
    assert load(name).kinds[kind].scopes == SCOPES.get((name, kind), ())


ACCOUNT = {
    "mastodon": ("read:accounts",),
    "bluesky": ("atproto",),
    "linkedin": ("openid", "profile"),
    "x": ("users.read", "tweet.read", "offline.access"),
    "facebook": (),
    "instagram": (),
}


@each_network
def test_what_everybody_is_asked_to_permit(name: str) -> None:
    assert load(name).account.scopes == ACCOUNT[name]


LENGTHS = {
    "mastodon": (500, Unit.GRAPHEMES, None, 23),
    "bluesky": (300, Unit.GRAPHEMES, 3000, None),
    "linkedin": (3000, Unit.UTF16_UNITS, None, None),
    "x": (280, Unit.WEIGHTED, None, 23),
    "facebook": (63206, Unit.UTF16_UNITS, None, None),
    "instagram": (2200, Unit.UTF16_UNITS, None, None),
}


@each_network
def test_how_long_a_text_may_be_and_what_is_counted(name: str) -> None:
    rule = load(name).length
    assert (rule.limit, rule.unit, rule.max_bytes, rule.url_length) == LENGTHS[name]


@each_network
def test_only_mastodon_counts_the_warning_and_not_a_names_server(name: str) -> None:
    rule = load(name).length
    assert rule.content_warning_counts == (rule.mentions.value == "local-part") == (name == "mastodon")


MEDIA = {
    "mastodon": (AUTO, 4, 10_485_760, False),
    "bluesky": (AUTO, 4, 2_000_000, False),
    "linkedin": (AUTO, 1, None, False),
    "x": (AUTO, 4, 5_000_000, False),
    "facebook": (NONE, 0, None, False),
    "instagram": (HELP, 10, None, True),
}


@each_network
def test_images(name: str) -> None:
    rule = load(name).media
    assert (rule.mode, rule.images, rule.max_bytes, rule.required) == MEDIA[name]


@each_network
@each_kind
def test_what_images_are_brought_to_by_us(name: str, kind: Kind) -> None:
    assert load(name).takes_images(kind) == ((name, kind) == ("mastodon", Kind.POST))


ALT_TEXT = {"mastodon": 1500, "bluesky": None, "linkedin": 4086, "x": 1000, "facebook": None, "instagram": None}


@each_network
def test_descriptions_of_images(name: str) -> None:
    rule = load(name).alt_text
    assert (rule.limit, rule.required) == (ALT_TEXT[name], name == "mastodon")


@each_network
def test_what_a_person_is_asked_to_permit_for_images(name: str) -> None:
    assert load(name).media.scopes == (("write:media",) if name == "mastodon" else ())


VISIBILITIES = {
    "mastodon": ("public", "unlisted", "private"),
    "bluesky": ("public",),
    "linkedin": ("public", "connections"),
    "x": ("public",),
    "facebook": ("composer",),
    "instagram": ("composer",),
}


@each_network
def test_who_may_see_it_and_whether_a_warning_may_stand_before_it(name: str) -> None:
    rule = load(name).opening
    assert rule.visibilities == VISIBILITIES[name]
    assert rule.content_warning == (name == "mastodon")


COSTS = {"x": ("0.015", "0.20", "0.005")}


@each_network
def test_what_a_call_costs(name: str) -> None:
    rule = load(name).cost
    assert (rule.post, rule.post_with_link, rule.read) == tuple(map(Decimal, COSTS.get(name, ("0", "0", "0"))))
    assert rule.currency == "USD"


SCHEDULED = {
    "mastodon": {Kind.POST, Kind.REPOST, Kind.COMMENT},
    "bluesky": {Kind.POST},
    "linkedin": {Kind.POST, Kind.REPOST},
    "x": {Kind.POST},
    "facebook": set(),
    "instagram": set(),
}


@each_network
@each_kind
def test_what_may_go_out_later(name: str, kind: Kind) -> None:
    assert load(name).may_wait(kind) == (kind in SCHEDULED[name])


IDENTICAL = {"mastodon": True, "bluesky": False, "linkedin": True, "x": False, "facebook": False, "instagram": False}


@each_network
def test_the_same_text_of_several_people(name: str) -> None:
    assert load(name).rules.identical_text.allowed == IDENTICAL[name]


@each_network
def test_how_alike_texts_of_several_people_may_be(name: str) -> None:
    rule = load(name).rules.alike
    assert (rule.most_percent, rule.evidence) == (100 if IDENTICAL[name] else 50, Evidence.OURS)


POINTS = {"mastodon": True, "bluesky": True, "linkedin": True, "x": False, "facebook": False, "instagram": False}


@each_network
def test_points(name: str) -> None:
    assert load(name).rules.points.allowed == POINTS[name]


@each_network
def test_own_words_have_restus_own_threshold(name: str) -> None:
    rule = load(name).rules.own_words
    assert (rule.minimum_percent, rule.evidence) == (20, Evidence.OURS)


LABELS = {"linkedin": "Brand partnership", "x": "Paid Partnership", "instagram": "Paid partnership"}


@each_network
def test_the_law_wants_it_said_who_one_works_for(name: str) -> None:
    rule = load(name).rules.disclosure
    assert (rule.required, rule.evidence) == (True, Evidence.LAW)
    assert rule.label == LABELS.get(name)


RETENTION = {"mastodon": None, "bluesky": None, "linkedin": 2, "x": 30, "facebook": 0, "instagram": 0}


@each_network
def test_how_long_what_was_fetched_may_be_kept(name: str) -> None:
    assert load(name).rules.retention.network_data_days == RETENTION[name]
