"""Consent's commands: load, call, done; the store saves."""

from services.consent.application.approvals import OPENING, Approvals
from services.consent.application.evidence import Evidence
from services.consent.application.facts import AccountFacts, ActivityFacts, Asking, Facts
from services.consent.application.offers import Offers
from services.consent.application.people import GROUP, PERSON, People
from services.consent.application.previews import Previews, Wish
from services.consent.application.releases import Releases
from services.consent.application.sweeps import LAPSE, SWEEP, Sweeps

__all__ = [
    "GROUP",
    "LAPSE",
    "OPENING",
    "PERSON",
    "SWEEP",
    "AccountFacts",
    "ActivityFacts",
    "Approvals",
    "Asking",
    "Evidence",
    "Facts",
    "Offers",
    "People",
    "Previews",
    "Releases",
    "Sweeps",
    "Wish",
]
