"""What an activity is done to: the address of a post or an account, looked at as its network writes it.

Who approves an activity with a target is led to that address, so that it has to be one of the network's own. What is
wrong raises a ContentError or AddressRefused that says what to change.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from chassis.addresses import web_address
from contracts.values import Aim, Kind, Network
from services.content.domain import KindNotOnNetwork, TargetInvalid

TARGET = "target"
"""The vault's kind of an activity's target; the row's id is the activity's."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """What an address looks like: its path, and the network's hosts; none: any server may speak with the network."""

    path: re.Pattern[str]
    hosts: tuple[str, ...] = ()


_X = ("x.com", "www.x.com", "mobile.x.com", "twitter.com", "www.twitter.com", "mobile.twitter.com")
_LINKEDIN = ("www.linkedin.com", "linkedin.com")
_FACEBOOK = ("www.facebook.com", "facebook.com", "m.facebook.com", "web.facebook.com")
_INSTAGRAM = ("www.instagram.com", "instagram.com")

# A network without one has no activity with such a target. An account on Mastodon is named by its own server, where its
# address is the same for everybody.
_SHAPES: Mapping[tuple[Network, Aim], _Shape] = {
    (Network.MASTODON, Aim.POST): _Shape(
        re.compile(
            r"/(@[\w.-]+(@[\w.-]+)?/(statuses/)?[\w-]+|users/[\w.-]+/statuses/[\w-]+|(notice|objects|notes)/[\w-]+"
            r"|p/[\w.-]+/\d+|web/(statuses/|@[\w.@-]+/)\d+|deck/@[\w.@-]+/\d+)/?"
        )
    ),
    (Network.MASTODON, Aim.ACCOUNT): _Shape(re.compile(r"/(@[\w.-]+|users/[\w.-]+)/?")),
    (Network.BLUESKY, Aim.POST): _Shape(re.compile(r"/profile/[\w.:-]+/post/\w+/?"), ("bsky.app",)),
    (Network.BLUESKY, Aim.ACCOUNT): _Shape(re.compile(r"/profile/[\w.:-]+/?"), ("bsky.app",)),
    (Network.X, Aim.POST): _Shape(re.compile(r"/\w{1,15}/status/\d+/?"), _X),
    (Network.X, Aim.ACCOUNT): _Shape(re.compile(r"/\w{1,15}/?"), _X),
    (Network.LINKEDIN, Aim.POST): _Shape(
        re.compile(r"/(posts/[^/]+|feed/update/urn:li:(activity|share|ugcPost):\d+)/?"), _LINKEDIN
    ),
    (Network.FACEBOOK, Aim.POST): _Shape(
        re.compile(
            r"/([\w.-]+/(posts|videos|photos)/[^/]+(/[^/]+)?|share/[prv]/\w+|reel/\d+|(permalink|story|photo)\.php)/?"
        ),
        _FACEBOOK,
    ),
    (Network.FACEBOOK, Aim.ACCOUNT): _Shape(re.compile(r"/[\w.-]+/?"), _FACEBOOK),
    (Network.INSTAGRAM, Aim.POST): _Shape(re.compile(r"/([\w.]+/)?(p|reel|tv)/[\w-]+/?"), _INSTAGRAM),
    (Network.INSTAGRAM, Aim.ACCOUNT): _Shape(re.compile(r"/[\w.]+/?"), _INSTAGRAM),
}
_HOW = {
    Aim.POST: "this is not the address of a single post on {}: open the post and copy its link",
    Aim.ACCOUNT: "this is not the address of an account on {}: open the profile on its own server and copy its link",
}


def target_of(kind: Kind, network: Network, text: str, *, plain_http: bool) -> str:
    """The address of what an activity is done to. Raises KindNotOnNetwork, TargetInvalid, AddressRefused.

    `plain_http` lets http pass, for servers on this machine.
    """
    if kind.aim is None:
        raise TargetInvalid(f"a {kind} has no target")
    shape = _SHAPES.get((network, kind.aim))
    if shape is None:
        raise KindNotOnNetwork(f"a {kind.aim} on {network} cannot be the target of an activity")
    url = web_address(text)
    if url.scheme != "https" and not plain_http:
        raise TargetInvalid(f"the address of the {kind.aim} has to begin with https://")
    if not shape.path.fullmatch(url.path) or (shape.hosts and url.host not in shape.hosts):
        raise TargetInvalid(_HOW[kind.aim].format(network))
    return str(url)
