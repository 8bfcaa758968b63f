"""What each social network allows, as data, and pure functions over it.

One `*.toml` per network, each rule with its source, how it is known and the day it was checked. Nothing is read
at import time.
"""

from contracts.networks.composers import Composer, ComposerRule, composer_of
from contracts.networks.links import links
from contracts.networks.load import RulesInvalid, UnknownNetwork, load, names
from contracts.networks.measure import Length, measure
from contracts.networks.opening import Media, Opening
from contracts.networks.own_words import own_words, words_of
from contracts.networks.render import UnusableText, normalise, render
from contracts.networks.rules import Capability, NetworkRules
from contracts.networks.vocabulary import Evidence, Idempotency, Lookup, Mode, Unit

__all__ = [
    "Capability",
    "Composer",
    "ComposerRule",
    "Evidence",
    "Idempotency",
    "Length",
    "Lookup",
    "Media",
    "Mode",
    "NetworkRules",
    "Opening",
    "RulesInvalid",
    "Unit",
    "UnknownNetwork",
    "UnusableText",
    "composer_of",
    "links",
    "load",
    "measure",
    "names",
    "normalise",
    "own_words",
    "render",
    "words_of",
]
