"""What the gateway serves as it is, to anybody, beside the web app: the OpenAPI document, its page, and a style.

Every file comes from this host, and no page has script or style within itself: the content security policy allows
neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

from fastapi import APIRouter, Response

OWN, CONTRACTS, SWAGGER = ("services.gateway", "static/"), ("contracts", ""), ("fastapi_swagger", "resources/")
READING = ["GET", "HEAD"]
"""HEAD is answered as GET is; the server leaves the body out."""
HTML, SCRIPT, STYLE, JSON = "text/html", "text/javascript", "text/css", "application/json"


@dataclass(frozen=True)
class Page:
    """A file of a package, and where it is served."""

    path: str
    place: tuple[str, str]
    name: str
    kind: str

    def content(self) -> bytes:
        """The file's bytes."""
        package, folder = self.place
        return (resources.files(package) / f"{folder}{self.name}").read_bytes()

    def answer(self) -> Response:
        """The file, as what it is."""
        return Response(self.content(), media_type=self.kind)


PAGES = (
    Page("/page.css", OWN, "page.css", STYLE),
    Page("/api/openapi.json", CONTRACTS, "openapi.json", JSON),
    Page("/api/docs", OWN, "docs.html", HTML),
    Page("/api/docs/docs.js", OWN, "docs.js", SCRIPT),
    Page("/api/docs/swagger-ui.js", SWAGGER, "swagger-ui-bundle.js", SCRIPT),
    Page("/api/docs/swagger-ui.css", SWAGGER, "swagger-ui.css", STYLE),
)


def page_routes() -> APIRouter:
    """A route for each; they come before those that pass /api on."""
    router = APIRouter()
    for page in PAGES:
        router.add_api_route(page.path, page.answer, methods=READING, include_in_schema=False)
    return router
