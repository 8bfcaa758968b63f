"""Suggested messages fit their network as it counts."""

from __future__ import annotations

import pytest

from contracts.values import Network
from services.content.domain import MessageTooLong
from services.content.words import Message, Words, checked

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
