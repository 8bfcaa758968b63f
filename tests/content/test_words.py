"""Suggested messages fit their network as it counts; targets are posts of a network that we know the addresses of."""

from __future__ import annotations

import pytest

from contracts.values import Kind, Network
from services.content.domain import KindNotOnNetwork, MessageTooLong, TargetInvalid
from services.content.words import Message, Words, checked, target_of

LINK = "https://example.org/a/story/with/a/long/address"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"


def suggested(network: Network, text: str, link: str | None = None) -> Words:
    message = Message(network, "en", text)
    return checked(title="News", description="", link=link, image_url=None, messages=[message])


@pytest.mark.parametrize(
    ("network", "text", "link"),
    [
        (Network.MASTODON, "x" * (500 - 2 - 23), LINK),
        (Network.BLUESKY, "x" * (300 - 2 - len(LINK)), LINK),
        (Network.BLUESKY, FAMILY * 120, None),
        (Network.X, "\u3042" * 127 + "x", LINK),
        (Network.X, FAMILY * 140, None),
        (Network.LINKEDIN, "\U0001f468" * 1500, None),
        (Network.INSTAGRAM, "x" * 2200, None),
        (Network.FACEBOOK, "x" * 5000, None),
    ],
)
def test_a_message_that_just_fits(network: Network, text: str, link: str | None) -> None:
    assert suggested(network, text, link).messages[0].text == text


@pytest.mark.parametrize(
    ("network", "text", "link", "used", "limit", "unit"),
    [
        (Network.MASTODON, "x" * 476, LINK, 501, 500, "graphemes"),
        (Network.BLUESKY, "x" * 301, None, 301, 300, "graphemes"),
        (Network.BLUESKY, FAMILY * 121, None, 3025, 3000, "utf-8-bytes"),
        (Network.X, "\u3042" * 128, LINK, 281, 280, "weighted-characters"),
        (Network.X, FAMILY * 141, None, 282, 280, "weighted-characters"),
        (Network.LINKEDIN, "\U0001f468" * 1501, None, 3002, 3000, "utf-16-units"),
        (Network.INSTAGRAM, "x" * 2201, None, 2201, 2200, "utf-16-units"),
    ],
)
def test_a_message_that_is_too_long_is_refused_in_its_networks_count(
    *, network: Network, text: str, link: str | None, used: int, limit: int, unit: str
) -> None:
    with pytest.raises(MessageTooLong, match=f"takes {used} of {limit} {unit} with its link") as refused:
        suggested(network, text, link)
    assert (refused.value.network, refused.value.used, refused.value.limit) == (network, used, limit)


def test_the_same_words_may_fit_one_network_and_not_another() -> None:
    text = "\u3042" * 150
    assert suggested(Network.BLUESKY, text).messages
    with pytest.raises(MessageTooLong):
        suggested(Network.X, text)


def test_a_target_is_a_single_post() -> None:
    assert target_of(Kind.REPOST, Network.MASTODON, "https://social.example/@ann/1", plain_http=False)
    with pytest.raises(TargetInvalid):
        target_of(Kind.REPOST, Network.MASTODON, "https://social.example/@ann", plain_http=False)


@pytest.mark.parametrize("address", ["https://social.example/@ann", "https://social.example/users/ann/"])
def test_who_is_followed_is_named_by_their_own_server(address: str) -> None:
    assert target_of(Kind.FOLLOW, Network.MASTODON, address, plain_http=False) == address
    for other in ("https://social.example/@ann/1", "https://social.example/@ann@other.example", "https://a.example/"):
        with pytest.raises(TargetInvalid, match="on its own server"):
            target_of(Kind.FOLLOW, Network.MASTODON, other, plain_http=False)


def test_a_post_of_ones_own_points_at_nothing() -> None:
    with pytest.raises(TargetInvalid, match="a post has no target"):
        target_of(Kind.POST, Network.MASTODON, "https://social.example/@ann/1", plain_http=False)


@pytest.mark.parametrize("network", [network for network in Network if network is not Network.MASTODON])
def test_where_nothing_can_be_pointed_at_no_address_will_do(network: Network) -> None:
    with pytest.raises(KindNotOnNetwork, match=f"a post on {network} cannot be the target"):
        target_of(Kind.REPOST, network, "https://example.com/anything", plain_http=False)
