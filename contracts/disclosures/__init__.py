"""What people have to say of their employer in their posts, by country, as data, and pure functions over it.

One `*.toml` for each law, with its source, how it is known and the day it was checked; `zz.toml` is for every country
without a file and for people who have not said theirs. Nothing is read at import time. It is no legal advice, and an
administrator may set the programme's own words and what is required (services/consent).
"""

from contracts.disclosures.load import DisclosuresInvalid, disclosure_for, shipped
from contracts.disclosures.rules import ANYWHERE, Country, CountryRule, DisclosureText
from contracts.disclosures.saying import best, disclosed, said_in, seen_first, warned, without

__all__ = [
    "ANYWHERE",
    "Country",
    "CountryRule",
    "DisclosureText",
    "DisclosuresInvalid",
    "best",
    "disclosed",
    "disclosure_for",
    "said_in",
    "seen_first",
    "shipped",
    "warned",
    "without",
]
