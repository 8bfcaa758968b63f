"""Consent's commands: load, call, done; the store saves."""

from services.consent.application.approvals import Approvals
from services.consent.application.disclosures import Disclosing
from services.consent.application.evidence import Evidence
from services.consent.application.images import FORGET, Images
from services.consent.application.offers import Offers
from services.consent.application.openings import Wish
from services.consent.application.people import People
from services.consent.application.previews import Previews
from services.consent.application.releases import Releases
from services.consent.application.sweeps import LAPSE, SWEEP, Sweeps

__all__ = [
    "FORGET",
    "LAPSE",
    "SWEEP",
    "Approvals",
    "Disclosing",
    "Evidence",
    "Images",
    "Offers",
    "People",
    "Previews",
    "Releases",
    "Sweeps",
    "Wish",
]
