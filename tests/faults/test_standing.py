"""Whatever nobody approved so, was done twice or is not there is seen: each damage is planted by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.faults import standing
from tests.faults.standing import Approved

NETWORK = "http://network/@company"
SEEN = {"hash": "a" * 64, "description": "a lab from outside"}


def status(text: str = "my words", username: str = "anna", **more: Any) -> dict[str, Any]:
    plain = {"visibility": "public", "language": "en", "spoiler_text": "", "in_reply_to_id": None, "reblog_of_id": None}
    return {"username": username, "text": text, "url": f"http://network/@{username}/1", **plain, "media": [], **more}


def act(kind: str, target: str, username: str = "anna") -> dict[str, Any]:
    nothing = {"text": "", "in_reply_to_id": None, "reblog_of_id": None}
    return {**nothing, "username": username, "kind": kind, "target": target, "url": target}


def opening(basis: Approved, **other: Any) -> Approved:
    """With what consent holds of it."""
    media = [{"hash": digest, "alt": alt} for digest, alt in basis.media]
    words = {"text": basis.text, "visibility": basis.visibility, "language": basis.language}
    return replace(basis, opening={**words, "target": basis.target or None, "media": media, **other})


COMMENTED = Approved("anna", "well said", kind="comment", target=f"{NETWORK}/7")
REPOSTED = Approved("anna", "", kind="repost", target=f"{NETWORK}/7", language="")
LIKED = Approved("anna", "", kind="like", target=f"{NETWORK}/7", visibility="", language="")
FOLLOWED = Approved("anna", "", kind="follow", target=NETWORK, visibility="", language="")
PICTURED = Approved("anna", "we moved", media=((SEEN["hash"], SEEN["description"]),))
APPROVED = [
    COMMENTED,
    REPOSTED,
    LIKED,
    FOLLOWED,
    PICTURED,
    Approved("anna", "my words"),
    Approved("ben", "other words"),
]

COMMENT = status("well said", in_reply_to_id="7")
REPOST = status("", reblog_of_id="7", language=None)
LIKE, FOLLOW = act("like", f"{NETWORK}/7"), act("follow", NETWORK)
PICTURE = status("we moved", media=[SEEN])
DONE = [COMMENT, REPOST, LIKE, FOLLOW, PICTURE, status(), status("other words", "ben")]


def test_what_was_approved_so_is_no_damage() -> None:
    assert standing.unapproved(DONE, map(opening, APPROVED)) == []
    assert standing.doubled(DONE) == []
    assert standing.missing(APPROVED, DONE) == []


@pytest.mark.parametrize(
    ("done", "approved"),
    [
        (status("other words"), Approved("anna", "my words")),
        (status(username="ben"), Approved("anna", "my words")),
        (status(visibility="private"), Approved("anna", "my words")),
        (status(language="id"), Approved("anna", "my words")),
        (status(spoiler_text="careful"), Approved("anna", "my words")),
        (status(in_reply_to_id="7"), Approved("anna", "my words")),
        (status(reblog_of_id="7"), Approved("anna", "my words")),
        (status(), Approved("anna", "my words", withdrawn=True)),
        (status(), opening(Approved("anna", "my words"), text="what she never saw")),
    ],
)
def test_a_post_that_nobody_approved_so_is_seen(done: dict[str, Any], approved: Approved) -> None:
    assert len(standing.unapproved([done], [approved])) == 1


@pytest.mark.parametrize(
    ("done", "approved"),
    [
        (status("well said"), COMMENTED),
        (status("well said", in_reply_to_id="8"), COMMENTED),
        (status("something else", in_reply_to_id="7"), COMMENTED),
        (COMMENT, opening(COMMENTED, target=f"{NETWORK}/8")),
        (status("", reblog_of_id="8", language=None), REPOSTED),
        (status("", reblog_of_id="7", language=None, visibility="unlisted"), REPOSTED),
        (REPOST, replace(REPOSTED, withdrawn=True)),
        (act("like", f"{NETWORK}/8"), LIKED),
        (act("like", f"{NETWORK}/7", "ben"), LIKED),
        (act("like", NETWORK), FOLLOWED),
        (LIKE, REPOSTED),
        (LIKE, replace(LIKED, withdrawn=True)),
        (LIKE, opening(LIKED, target=f"{NETWORK}/8")),
        (act("follow", "http://network/@rival"), FOLLOWED),
        (FOLLOW, replace(FOLLOWED, withdrawn=True)),
    ],
)
def test_a_comment_repost_like_or_follow_that_nobody_approved_so_is_seen(
    done: dict[str, Any], approved: Approved
) -> None:
    assert len(standing.unapproved([done], [approved])) == 1


@pytest.mark.parametrize(
    "media",
    [
        [],
        [SEEN, SEEN],
        [{**SEEN, "hash": "b" * 64}],
        [{**SEEN, "description": ""}],
        [{**SEEN, "description": "what she never said"}],
    ],
)
def test_images_and_descriptions_that_nobody_approved_so_are_seen(media: list[dict[str, str]]) -> None:
    assert len(standing.unapproved([status("we moved", media=media)], [PICTURED])) == 1
    assert len(standing.unapproved([status("my words", media=[SEEN])], [Approved("anna", "my words")])) == 1


def test_images_that_consent_holds_otherwise_are_seen() -> None:
    other = opening(PICTURED, media=[{"hash": SEEN["hash"], "alt": "what she never said"}])

    assert len(standing.unapproved([PICTURE], [other])) == 1


def test_what_is_done_of_one_approval_beyond_the_first_time_is_seen_also_when_it_was_deleted() -> None:
    gone = {"deleted_at": "2026-11-23T10:00:00.000Z"}

    assert len(standing.doubled([status(), status(**gone), status(), status("other words")])) == 2
    assert len(standing.doubled([COMMENT, {**COMMENT, **gone}, REPOST, {**REPOST, **gone}])) == 2
    assert standing.doubled([LIKE, act("like", f"{NETWORK}/8"), REPOST, status("", reblog_of_id="8")]) == []


@pytest.mark.parametrize("lost", DONE)
def test_what_is_said_to_be_published_and_never_was_is_seen(lost: dict[str, Any]) -> None:
    assert len(standing.missing(APPROVED, [each for each in DONE if each is not lost])) == 1
