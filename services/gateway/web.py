"""The web app, as `web/` was built: read once, when the gateway starts, and served from memory.

What a browser asks for is looked up by its exact path among the files that were there, so that no path leads out of the
folder. Files whose name holds their content's hash are kept by browsers for ever, all others are asked for anew each
time. The page itself is not kept at all: else a browser may bring it back with all that stood in it, to whoever uses
that browser by then. An address that is no file and not the gateway's own is one of the app's screens. Without a build
each of them says that there is none, and how to make one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from fastapi import APIRouter, Request, Response

from chassis.errors import NotFound
from services.gateway.pages import HTML, OWN, READING, Page
from services.gateway.security import UNKEPT

INDEX = "index.html"
HASHED = "assets/"
KEPT, ASKED_FOR = "public, max-age=31536000, immutable", "no-cache"
KINDS = {
    ".html": HTML,
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
"""What is served; whatever else is in the folder is not."""
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
"""What the build put beside a file, the smallest first."""
OURS = frozenset({"api", "auth", ".well-known"})
"""What the first part of an address says when it is not the app's."""
NOT_BUILT = Page("/", OWN, "not-built.html", HTML)


@dataclass(frozen=True)
class File:
    """A file's bytes, and those of its compressed forms by the name of the encoding."""

    name: str
    content: bytes
    smaller: Mapping[str, bytes] = field(default_factory=dict)

    def answer(self, accepted: str) -> Response:
        """The file for a browser that accepts these encodings."""
        headers = {"Cache-Control": _keeping(self.name)}
        content = self.content
        if self.smaller:
            headers["Vary"] = "Accept-Encoding"
        for encoding, smaller in self.smaller.items():
            if _takes(accepted, encoding):
                headers["Content-Encoding"] = encoding
                content = smaller
                break
        return Response(content, media_type=KINDS[PurePosixPath(self.name).suffix], headers=headers)


def read_app(folder: Path | None) -> dict[str, File]:
    """The files of a built app by their path in its folder; none where there is no build."""
    if folder is None or not (folder / INDEX).is_file():
        return {}
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix in KINDS]
    return {(name := path.relative_to(folder).as_posix()): _file(name, path) for path in paths}


def web_routes(folder: Path | None) -> APIRouter:
    """One route, for whatever no route before it has taken."""
    files = read_app(folder)
    router = APIRouter()

    @router.api_route("/{path:path}", methods=READING, include_in_schema=False)
    def serve(path: str, request: Request) -> Response:
        file = files.get(path)
        if file is None and _is_screen(path):
            file = files.get(INDEX)
            if file is None:
                return NOT_BUILT.answer()
        if file is None:
            raise NotFound(f"there is no /{path}")
        return file.answer(request.headers.get("accept-encoding", ""))

    return router


def _keeping(name: str) -> str:
    """How long a browser may keep a file; one that keeps no page asks for it anew on the way back, too."""
    if name == INDEX:
        return UNKEPT
    return KEPT if name.startswith(HASHED) else ASKED_FOR


def _is_screen(path: str) -> bool:
    return path.split("/", maxsplit=1)[0] not in OURS and not PurePosixPath(path).suffix


def _takes(accepted: str, encoding: str) -> bool:
    """Whether an Accept-Encoding names this one, and not to say that it is not taken."""
    asked = (each.replace(" ", "").lower().split(";") for each in accepted.split(","))
    return any(name == encoding and "q=0" not in weight for name, *weight in asked)


def _file(name: str, path: Path) -> File:
    beside = ((encoding, path.with_name(path.name + ending)) for encoding, ending in ENCODINGS)
    return File(name, path.read_bytes(), {encoding: each.read_bytes() for encoding, each in beside if each.is_file()})
