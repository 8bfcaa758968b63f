"""Consent's HTTP face."""

from services.consent.api.answers import answer_routes
from services.consent.api.command_line import command_line_routes
from services.consent.api.disclosures import disclosure_routes
from services.consent.api.images import image_routes
from services.consent.api.internal import internal_routes
from services.consent.api.people import group_routes, me_routes, people_routes

__all__ = [
    "answer_routes",
    "command_line_routes",
    "disclosure_routes",
    "group_routes",
    "image_routes",
    "internal_routes",
    "me_routes",
    "people_routes",
]
