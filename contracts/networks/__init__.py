"""What each social network allows, as data, and pure functions over it.

One `*.toml` per network, each rule with its source and the day it was checked. Nothing is read at import
time.
"""

from contracts.networks.load import Capability, Idempotency, Lookup, Mode, NetworkRules, UnknownNetwork, load, names
from contracts.networks.measure import Length, links, measure
from contracts.networks.opening import Media, Opening
from contracts.networks.own_words import own_words
from contracts.networks.render import UnusableText, normalise, render

__all__ = [
    "Capability",
    "Idempotency",
    "Length",
    "Lookup",
    "Media",
    "Mode",
    "NetworkRules",
    "Opening",
    "UnknownNetwork",
    "UnusableText",
    "links",
    "load",
    "measure",
    "names",
    "normalise",
    "own_words",
    "render",
]
