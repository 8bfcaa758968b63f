"""The publisher's HTTP face."""

from services.publisher.api.accounts import account_routes
from services.publisher.api.audit import audit_routes
from services.publisher.api.internal import internal_routes
from services.publisher.api.posts import post_routes
from services.publisher.api.reports import report_routes
from services.publisher.api.results import result_routes

__all__ = ["account_routes", "audit_routes", "internal_routes", "post_routes", "report_routes", "result_routes"]
