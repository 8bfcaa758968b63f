"""Images: nothing but the picture is kept, and a post's images are those that were seen, or there is no post."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from chassis.errors import NotFound
from contracts.networks import Media
from contracts.values import Kind
from services.consent.application.images import FORGET, KEPT_FOR, MOST_WAITING, ImageMissing
from services.consent.domain import (
    ImageGone,
    ImageNotDescribed,
    ImageUnusable,
    NotOnNetwork,
    PermissionMissing,
    TextTooLong,
    TooManyImages,
)
from services.consent.images import FRAMES, MOST_BYTES, MOST_PARTS, clean
from services.consent.kinds import IMAGE
from tests.consent.house import House
from tests.pictures import JFIF, SCAN, SECRET, chunk, exif, jpeg, png, segment

ALT = "A grey dot"


class TestClean:
    def test_a_camera_s_words_are_not_kept(self) -> None:
        hidden = (
            exif(orientation=None),
            segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRET),
            segment(0xED, b"Photoshop 3.0\0" + SECRET),
            segment(0xE2, b"MPF\0" + SECRET),
            segment(0xFE, SECRET),
        )
        image = clean(jpeg(*hidden, behind=b"\xff\xd8 a film of it " + SECRET))
        assert (image.type, image.width, image.height) == ("image/jpeg", 40, 30)
        assert SECRET not in image.data
        assert SECRET[:3] not in image.data
        assert image.data == clean(jpeg()).data
        assert image.data.count(SCAN) == 2
        assert clean(image.data) == image

    def test_what_a_picture_is_shown_with_is_kept(self) -> None:
        shown_with = (segment(0xE2, b"ICC_PROFILE\0\x01\x01colours"), segment(0xEE, b"Adobe\0\x64\0\0\0\0\x01"))
        data = clean(jpeg(*shown_with)).data
        assert all(each in data for each in shown_with)
        assert segment(0xE0, JFIF + b"\0\0") in data

    @pytest.mark.parametrize("marker", [0x01, 0x02, 0xBF, 0xC8, 0xDE, 0xDF, 0xF0, 0xF7, 0xFD])
    def test_a_segment_that_shows_nothing_is_not_kept(self, marker: int) -> None:
        assert clean(jpeg(segment(marker, SECRET))).data == clean(jpeg()).data

    @pytest.mark.parametrize("marker", [0xC4, 0xCC, 0xDB, 0xDC, 0xDD])
    def test_what_a_picture_is_drawn_with_is_kept(self, marker: int) -> None:
        drawn_with = segment(marker, b"\0\1\2\3")
        assert drawn_with in clean(jpeg(drawn_with)).data

    @pytest.mark.parametrize("frame", sorted(FRAMES))
    def test_every_kind_of_frame_is_kept(self, frame: int) -> None:
        data = clean(jpeg().replace(b"\xff\xc0", bytes((0xFF, frame)), 1)).data
        assert bytes((0xFF, frame)) in data

    def test_what_is_written_behind_the_colours_is_not_kept(self) -> None:
        adobe = b"Adobe\0\x64\0\0\0\0\x01"
        assert clean(jpeg(segment(0xEE, adobe + SECRET))).data == clean(jpeg(segment(0xEE, adobe))).data
        assert clean(jpeg(segment(0xEE, adobe[:-1]))).data == clean(jpeg()).data

    @pytest.mark.parametrize("order", ["<", ">"])
    @pytest.mark.parametrize("orientation", [1, 3, 6, 8, 9])
    def test_which_way_is_up_is_kept_alone(self, orientation: int, order: str) -> None:
        data = clean(jpeg(exif(orientation=orientation, order=order))).data
        assert SECRET not in data
        told = segment(
            0xE1, b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0" + bytes([orientation]) + bytes(6)
        )
        assert (told in data) == (1 < orientation <= 8)
        assert clean(data).data == data

    def test_of_a_png_too(self) -> None:
        hidden = chunk(b"tEXt", b"Comment\0" + SECRET) + chunk(b"eXIf", SECRET) + chunk(b"tIME", bytes(7))
        image = clean(png(extra=hidden + chunk(b"sRGB", b"\0")) + SECRET)
        assert (image.type, image.width, image.height) == ("image/png", 2, 1)
        assert image.data == png(extra=chunk(b"sRGB", b"\0"))

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (b"", "unknown-type"),
            (b"<svg onload=alert(1)>", "unknown-type"),
            (b"GIF89a", "unknown-type"),
            (png()[:-20], "damaged"),
            (png().replace(b"IDAT", b"IDAU"), "damaged"),
            (png(width=0), "damaged"),
            (png(extra=chunk(b"ABCD", b"critical")), "damaged"),
            (jpeg()[:60], "damaged"),
            (jpeg()[:-2], "damaged"),
            (b"\xff\xd8\xff\xd9", "damaged"),
            (b"\xff\xd8\xff\xe1\0\0", "damaged"),
            (bytes(MOST_BYTES + 1), "too-large"),
            (png(extra=chunk(b"tEXt", b"") * MOST_PARTS), "too-many-parts"),
            (jpeg(*[segment(0xFE, b"")] * MOST_PARTS), "too-many-parts"),
        ],
    )
    def test_what_is_no_whole_image_is_refused(self, data: bytes, reason: str) -> None:
        with pytest.raises(ImageUnusable) as refused:
            clean(data)
        assert refused.value.reason == reason

    def test_no_cut_anywhere_is_taken_for_an_image(self) -> None:
        for whole in (jpeg(exif(orientation=6)), png()):
            for end in range(len(whole)):
                with pytest.raises(ImageUnusable):
                    clean(whole[:end])


def upload(house: House, person: UUID, data: bytes | None = None) -> str:
    digest: str = house.images.keep(data or png(), by=person, at=house.clock())["hash"]
    return digest


def shown(house: House, person: UUID, account: UUID, *digests: str, alt: str = ALT, **wish: Any) -> dict[str, Any]:
    media = tuple(Media(hash=digest, alt=alt) for digest in digests)
    return house.preview(person, house.offer(kind=wish.pop("kind", Kind.POST)), account, media=media, **wish)


def test_an_image_is_part_of_what_is_previewed_approved_and_signed(house: House) -> None:
    person = house.join()
    digest = upload(house, person)
    assert digest == hashlib.sha256(png()).hexdigest()
    preview = shown(house, person, house.connect(person), digest, alt=f" {ALT}\r\n")
    assert preview["preview"]["media"] == [{"hash": digest, "alt": ALT}]
    approval = house.approve(person, preview)
    opening = house.vault.open(approval, "opening")
    assert opening is not None
    assert opening["media"] == [{"hash": digest, "alt": ALT}]
    assert house.images.data(person, digest) == ("image/png", png())


def test_an_image_is_its_owners_alone(house: House) -> None:
    person, other = house.join(), house.join("Budi")
    digest = upload(house, person)
    with pytest.raises(ImageGone):
        shown(house, other, house.connect(other), digest)
    with pytest.raises(NotFound):
        house.images.data(other, digest)


@pytest.mark.parametrize(
    ("alt", "error"), [("", ImageNotDescribed), (" \n", ImageNotDescribed), ("x" * 1501, TextTooLong)]
)
def test_an_image_needs_words_for_those_who_do_not_see_it(house: House, alt: str, error: type[Exception]) -> None:
    person = house.join()
    with pytest.raises(error):
        shown(house, person, house.connect(person), upload(house, person), alt=alt)


def test_what_the_network_or_the_account_does_not_take_is_said_before_it_is_approved(house: House) -> None:
    person = house.join()
    account = house.connect(person)
    five = [upload(house, person, png(colour=colour)) for colour in range(5)]
    assert len(shown(house, person, account, *five[:4])["preview"]["media"]) == 4
    with pytest.raises(NotOnNetwork, match="at most 4 images"):
        shown(house, person, account, *five)
    with pytest.raises(NotOnNetwork, match="the same image twice"):
        shown(house, person, account, five[0], five[0])
    for kind in (kind for kind in Kind if kind is not Kind.POST):
        with pytest.raises(NotOnNetwork, match="has no images"):
            shown(house, person, account, five[0], kind=kind, text="Words" if kind.has_words else "")
    house.played.accounts[account]["images"] = False
    with pytest.raises(PermissionMissing, match="permission for images"):
        shown(house, person, account, five[0])


def test_an_image_that_nothing_is_approved_with_is_forgotten(house: House) -> None:
    person = house.join()
    account = house.connect(person)
    kept, forgotten = upload(house, person), upload(house, person, png(colour=1))
    house.approve(person, shown(house, person, account, kept))
    house.pass_time(hours=23)
    late = shown(house, person, account, forgotten)
    house.tokens.open(late["token"])
    house.pass_time(hours=1, minutes=1)
    assert house.images.data(person, kept)
    with pytest.raises(NotFound):
        house.images.data(person, forgotten)


def test_what_was_forgotten_between_preview_and_approval_is_not_approved(house: House) -> None:
    person = house.join()
    account = house.connect(person)
    digest = upload(house, person)
    house.pass_time(hours=23, minutes=58)
    preview = shown(house, person, account, digest)
    house.pass_time(minutes=3)
    with pytest.raises(ImageMissing, match="upload it again, nothing was approved"):
        house.approve(person, preview)
    assert not [event for event in house.said() if event["type"] == "ActivityApproved"]


def test_the_same_image_again_is_the_same_image(house: House) -> None:
    person = house.join()
    digest = upload(house, person)
    house.approve(person, shown(house, person, house.connect(person), digest))
    assert upload(house, person) == digest
    house.pass_time(hours=48)
    assert house.images.data(person, digest)


def test_an_image_that_is_uploaded_again_is_kept_for_another_day(house: House) -> None:
    person = house.join()
    digest = upload(house, person)
    house.pass_time(hours=23)
    assert upload(house, person) == digest
    house.pass_time(hours=23)
    assert house.images.data(person, digest)
    house.pass_time(hours=1, minutes=1)
    with pytest.raises(NotFound):
        house.images.data(person, digest)


def test_what_is_uploaded_again_while_it_is_being_forgotten_is_kept(house: House) -> None:
    person = house.join()
    digest = upload(house, person)
    house.machine_clock.now += KEPT_FOR
    [taken] = house.timers.take([FORGET], house.clock(), timedelta(seconds=90), 16)
    upload(house, person)
    house.images.forget(taken)
    assert house.images.data(person, digest)


def test_only_so_many_images_wait_for_their_post(house: House) -> None:
    person, other = house.join(), house.join("Budi")
    account = house.connect(person)
    colours = iter(range(0x100))
    first, *_ = [upload(house, person, png(colour=next(colours))) for _ in range(MOST_WAITING)]
    with pytest.raises(TooManyImages) as refused:
        upload(house, person, png(colour=0xFF))
    assert (refused.value.status, refused.value.code) == (429, "too-many-images")
    assert str(MOST_WAITING) in str(refused.value)
    assert upload(house, person, png(colour=0)) == first  # it is there
    upload(house, other, png(colour=0xFF))
    house.approve(person, shown(house, person, account, first))
    upload(house, person, png(colour=0xFF))
    with pytest.raises(TooManyImages):
        upload(house, person, png(colour=0xFE))
    house.pass_time(hours=24, minutes=1)
    upload(house, person, png(colour=0xFE))


def test_uploads_at_once_are_no_more_than_may_wait(house: House) -> None:
    person = house.join()

    def put(colour: int) -> bool:
        try:
            upload(house, person, png(colour=colour))
        except TooManyImages:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(put, range(MOST_WAITING + 8))) == MOST_WAITING
        assert house.rows("SELECT count(*) FROM vault WHERE kind = %s", IMAGE) == [(MOST_WAITING,)]


def test_erasing_somebody_erases_their_images(house: House) -> None:
    person = house.join()
    digest = upload(house, person)
    house.store.run(house.people.erase, person_id=person, at=house.clock())
    with pytest.raises(NotFound):
        house.images.data(person, digest)
    upload(house, person)
    assert house.rows("SELECT count(*) FROM vault WHERE kind = %s", IMAGE) == [(0,)]
