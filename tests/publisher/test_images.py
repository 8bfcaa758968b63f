"""Images of a post: exactly the approved bytes, after the grant and not before, once."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from contracts.consent import ApprovalWithdrawn
from contracts.values import Kind
from services.publisher import kinds
from services.publisher.domain.ids import post_id
from services.publisher.domain.post import State
from services.publisher.networks.protocol import Inconclusive, Intent, Picture, Rejected, Retryable
from tests.pictures import png
from tests.publisher.house import CUT_BEFORE, LIMIT, NOT_AS_APPROVED, House
from tests.publisher.test_attempts import ending

ALTS = ("A grey dot", "A black dot")
PICTURES = (Picture("image/png", png()), Picture("image/png", png(colour=0)))
HASHES = tuple(hashlib.sha256(picture.data).hexdigest() for picture in PICTURES)
MEDIA = [{"hash": digest, "alt": alt} for digest, alt in zip(HASHES, ALTS, strict=True)]


def approved(house: House, **more: Any) -> UUID:
    """An approval of a post with two images, its release asked for."""
    house.pictures.update(zip(HASHES, PICTURES, strict=True))
    ann = uuid4()
    approval = house.approve(ann, house.connect(ann), opening={"media": MEDIA}, **more)
    house.settle()
    return approval


def granted(house: House, **more: Any) -> UUID:
    approval = approved(house, **more)
    house.grant(approval)
    return approval


def failed(house: House) -> tuple[str, str]:
    told, data = house.said()[-1]
    return told, data["reason"]


def test_the_approved_bytes_are_brought_after_the_grant_and_posted(house: House) -> None:
    approval = approved(house)
    assert house.network.uploads == []
    house.grant(approval)
    sent: list[Intent] = []
    house.network.on_send = sent.append
    house.settle()
    assert house.state(approval) is State.PUBLISHED
    assert house.network.uploads == list(zip(PICTURES, ALTS, strict=True))
    assert [(image.hash, image.alt, image.remote_id) for image in sent[0].media] == [
        (HASHES[0], ALTS[0], "image 1"),
        (HASHES[1], ALTS[1], "image 2"),
    ]
    assert house.vault.open(post_id(approval), kinds.UPLOADED) is None


def test_other_bytes_than_those_approved_are_not_brought(house: House) -> None:
    approval = approved(house)
    house.pictures[HASHES[1]] = Picture("image/png", png(colour=7))
    house.grant(approval)
    house.settle()
    assert failed(house) == ("PostFailed", "wrong-digest")
    assert [picture for picture, _ in house.network.uploads] == [PICTURES[0]]
    assert house.network.sent == {}


def test_a_forgotten_person_s_images_are_not_brought(house: House) -> None:
    approval = approved(house)
    house.pictures.clear()
    house.grant(approval)
    house.settle()
    assert failed(house) == ("PostFailed", "erased")


def test_an_account_that_does_not_permit_images_publishes_no_half_of_a_post(house: House) -> None:
    house.network.no_images = True
    granted(house)
    house.settle()
    assert failed(house) == ("PostFailed", "permission-missing")
    assert house.network.sent == {}


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (Retryable("unreachable"), ("ReleaseReturned", "unreachable")),
        (Rejected("unprocessable"), ("PostFailed", "unprocessable")),
    ],
)
def test_without_an_image_there_is_no_post(house: House, error: Exception, told: tuple[str, str]) -> None:
    def refuse(picture: Picture) -> None:
        if picture == PICTURES[1]:
            raise error

    house.network.on_upload = refuse
    granted(house)
    house.settle()
    assert told in [(kind, data.get("reason")) for kind, data in house.said()]
    assert house.network.sent == {}


def test_what_was_brought_is_not_brought_again_for_the_next_release(house: House) -> None:
    house.network.next_sends = [LIMIT]
    approval = granted(house, window=timedelta(hours=20))
    house.settle()
    house.pass_time(minutes=10)
    house.grant(approval)
    house.settle()
    assert house.state(approval) is State.PUBLISHED
    assert len(house.network.uploads) == 2


def test_what_the_network_has_forgotten_is_brought_again(house: House) -> None:
    house.network.next_sends = [LIMIT]
    approval = granted(house, window=timedelta(hours=20))
    house.settle()
    house.network.forgotten.add("image 1")
    house.pass_time(minutes=10)
    house.grant(approval)
    sent: list[Intent] = []
    house.network.on_send = sent.append
    house.settle()
    assert house.state(approval) is State.PUBLISHED
    assert [image.remote_id for image in sent[0].media] == ["image 3", "image 2"]


def test_an_upload_that_takes_too_long_gives_the_release_back_and_is_there_for_the_next(house: House) -> None:
    def slowly(_: Picture) -> None:
        house.clock.now += timedelta(seconds=40)

    house.network.on_upload = slowly
    approval = granted(house, window=timedelta(hours=20))
    house.settle()
    assert ("ReleaseReturned", "out-of-time") in [(kind, data.get("reason")) for kind, data in house.said()]
    assert house.network.sent == {}
    house.pass_time(minutes=10)
    house.grant(approval)
    house.settle()
    assert house.state(approval) is State.PUBLISHED
    assert len(house.network.uploads) == 2


def test_a_post_that_came_out_without_its_images_is_never_published_and_its_person_is_asked(house: House) -> None:
    house.network.next_sends = [NOT_AS_APPROVED]
    house.network.next_lookups = [Inconclusive("similar-post")] * 200
    approval = granted(house)
    house.settle()
    house.pass_time(hours=30)
    assert house.state(approval) is State.UNCERTAIN
    assert house.types_said()[2:] == ["PostUncertain"]
    assert house.network.sent == {str(approval): 1}


def test_nothing_is_kept_of_images_that_are_brought_while_their_approval_is_withdrawn(house: House) -> None:
    approval = approved(house)
    house.network.on_upload = lambda _: house.deliver(ApprovalWithdrawn.TYPE, ending(house, approval, "withdrawn_at"))
    house.grant(approval)
    house.settle()
    assert house.state(approval) is State.ENDED
    assert house.network.sent == {}
    assert house.vault.open(post_id(approval), kinds.UPLOADED) is None


def test_a_post_with_images_is_not_sent_again(house: House) -> None:
    house.network.next_sends = [CUT_BEFORE]
    approval = granted(house)
    house.settle()
    house.pass_time(minutes=5)
    assert house.state(approval) is State.UNCERTAIN
    assert house.network.sent == {str(approval): 1}
    assert house.post(approval).approval.kind is Kind.POST
