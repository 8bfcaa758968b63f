"""Targets are posts and accounts of a network, at the addresses that it gives them."""

from __future__ import annotations

import pytest

from chassis.addresses import AddressRefused
from contracts.networks import load
from contracts.values import Aim, Kind, Network
from services.content.domain import KindNotOnNetwork, TargetInvalid
from services.content.targets import target_of

POSTS = {
    Network.MASTODON: ["https://social.example/@ann/1"],
    Network.BLUESKY: ["https://bsky.app/profile/ann.example.org/post/3k44dydblbc2f"],
    Network.X: ["https://x.com/acme/status/1234567890", "https://twitter.com/acme/status/1234567890?s=20"],
    Network.LINKEDIN: [
        "https://www.linkedin.com/posts/acme_we-are-hiring-activity-7123456789012345678-AbCd",
        "https://www.linkedin.com/feed/update/urn:li:activity:7123456789012345678/",
    ],
    Network.FACEBOOK: [
        "https://www.facebook.com/acme/posts/pfbid02abc",
        "https://www.facebook.com/permalink.php?story_fbid=1&id=2",
        "https://www.facebook.com/share/p/1AbC/",
    ],
    Network.INSTAGRAM: ["https://www.instagram.com/p/C1abc_-9/", "https://www.instagram.com/acme/reel/C1abc/"],
}
ACCOUNTS = {
    Network.MASTODON: "https://social.example/@ann",
    Network.BLUESKY: "https://bsky.app/profile/ann.example.org",
    Network.X: "https://x.com/acme",
    Network.FACEBOOK: "https://www.facebook.com/acme",
    Network.INSTAGRAM: "https://www.instagram.com/acme/",
}


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


@pytest.mark.parametrize(("network", "address"), [(name, each) for name, them in POSTS.items() for each in them])
def test_each_network_has_addresses_of_posts(network: Network, address: str) -> None:
    assert target_of(Kind.REPOST, network, address, plain_http=False) == address
    with pytest.raises(TargetInvalid, match="a single post"):
        target_of(Kind.REPOST, network, "https://example.com/", plain_http=False)


@pytest.mark.parametrize(("network", "address"), ACCOUNTS.items())
def test_each_network_where_somebody_is_followed_has_addresses_of_accounts(network: Network, address: str) -> None:
    assert target_of(Kind.FOLLOW, network, address, plain_http=False) == address


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind.aim])
@pytest.mark.parametrize("network", Network)
def test_what_can_be_offered_can_be_pointed_at(network: Network, kind: Kind) -> None:
    if load(network).offers(kind):
        address = POSTS[network][0] if kind.aim is Aim.POST else ACCOUNTS[network]
        assert target_of(kind, network, address, plain_http=False)


@pytest.mark.parametrize("network", [network for network in Network if network is not Network.MASTODON])
@pytest.mark.parametrize("host", ["example.com", "x.com.example.com", "notx.com", "127.0.0.1"])
def test_nobody_is_led_to_another_place_than_the_network(network: Network, host: str) -> None:
    for address in POSTS[network]:
        elsewhere = f"https://{host}/{address.split('/', 3)[3]}"
        with pytest.raises((TargetInvalid, AddressRefused)):
            target_of(Kind.REPOST, network, elsewhere, plain_http=False)


def test_where_nobody_is_followed_there_is_nothing_to_point_at() -> None:
    with pytest.raises(KindNotOnNetwork, match="account on linkedin cannot be the target"):
        target_of(Kind.FOLLOW, Network.LINKEDIN, "https://www.linkedin.com/in/ann", plain_http=False)
