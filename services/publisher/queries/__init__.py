"""What the publisher shows: views with what the vault opens, and what other services decide on, from the events."""

from services.publisher.queries.known import Known
from services.publisher.queries.proposals import Proposals
from services.publisher.queries.reports import Reports
from services.publisher.queries.returns import Returns
from services.publisher.queries.views import AccountViews, PostViews

__all__ = ["AccountViews", "Known", "PostViews", "Proposals", "Reports", "Returns"]
