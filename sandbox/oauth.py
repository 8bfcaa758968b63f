"""OAuth 2 as Mastodon does it: apps, a sign-in and consent page, codes, tokens.

Methods from https://docs.joinmastodon.org/methods/oauth/. Guarantees: a code is given only after the account's
name and password were typed and "Authorize" was pressed; a redirect goes only to an address that the app
registered; PKCE with S256 is verified whenever a challenge was sent. There are no sign-in sessions: every
authorization asks for the password, so there is nothing a foreign page could ride on.
"""

from __future__ import annotations

import base64
import binascii
import re
import sqlite3
from dataclasses import dataclass
from urllib.parse import unquote_plus, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox import accounts, entities, pages, tokens
from sandbox.call import Call, Operation, endpoint
from sandbox.limits import SIGN_INS, LimitExceeded
from sandbox.network import Network
from sandbox.params import Params, read_params
from sandbox.statuses import Refused
from sandbox.tokens import OUT_OF_BAND, App

FORBIDDEN_SCHEMES = ("javascript", "data", "vbscript", "mailto", "file", "about", "blob")
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
DESCRIPTIONS = {
    "invalid_client": "Client authentication failed due to unknown client, no client authentication included, "
    "or unsupported authentication method.",
    "invalid_grant": "The provided authorization grant is invalid, expired, revoked, does not match the "
    "redirection URI used in the authorization request, or was issued to another client.",
    "invalid_scope": "The requested scope is invalid, unknown, or malformed.",
    "unsupported_grant_type": "The authorization grant type is not supported by the authorization server.",
    "unsupported_response_type": "The authorization server does not support this response type.",
    "unauthorized_client": "You are not authorized to revoke this token",
    "access_denied": "The resource owner or authorization server denied the request.",
}


@dataclass(frozen=True)
class Wish:
    """A valid request for authorization."""

    app: App
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str
    challenge: str | None


class Denied(Exception):
    """A request that ends with an OAuth error at the app's own address."""

    def __init__(self, redirect_uri: str, state: str, error: str, description: str) -> None:
        super().__init__(description)
        self.redirect_uri, self.state, self.error, self.description = redirect_uri, state, error, description


async def register_app(call: Call) -> Response:
    """POST /api/v1/apps."""
    params = call.params
    name, website = params.text("client_name").strip(), params.text("website").strip() or None
    uris = tuple(filter(None, (uri.strip() for text in params.texts("redirect_uris") for uri in text.split("\n"))))
    scopes = tokens.parse_scopes(params.text("scopes") or "read")
    if not name:
        raise Refused(422, "Validation failed: Application name can't be blank")
    if len(name) > 60:
        raise Refused(422, "Validation failed: Application name is too long (maximum is 60 characters)")
    if website is not None and (urlsplit(website).scheme not in ("http", "https") or len(website) > 2000):
        raise Refused(422, "Validation failed: Website is not a valid URL")
    if not uris:
        raise Refused(422, "Validation failed: Redirect URI can't be blank")
    if not all(_is_redirect_uri(uri) for uri in uris):
        raise Refused(422, "Validation failed: Redirect URI must be an absolute URI.")
    if scopes is None:
        raise Refused(422, "Validation failed: Scopes doesn't match configured on the server.")
    app, secret = await call.network.store.run(tokens.add_app, name, website, uris, scopes)
    return JSONResponse(entities.credential_application(app, secret))


async def verify_app(call: Call) -> Response:
    """GET /api/v1/apps/verify_credentials."""
    app = await call.network.store.run(tokens.app_by_id, call.token.app_id) if call.token else None
    if app is None:
        raise Refused(401, "The access token is invalid")
    return JSONResponse(entities.credential_application(app))


async def give_token(call: Call) -> Response:
    """POST /oauth/token."""
    params, store = call.params, call.network.store
    app = await _client(call)
    if app is None:
        return _error("invalid_client", 401)
    grant = params.text("grant_type")
    if grant == "authorization_code":
        given = await store.run(
            tokens.exchange_code,
            app.id,
            params.text("code"),
            params.text("redirect_uri"),
            params.text("code_verifier") or None,
        )
        if given is None:
            return _error("invalid_grant", 400)
        token, scopes, created_at = given
    elif grant == "client_credentials":
        wanted = tokens.parse_scopes(params.text("scope") or "read")
        if wanted is None or not tokens.covers(app.scopes, wanted):
            return _error("invalid_scope", 400)
        scopes = wanted
        token, created_at = await store.run(tokens.add_token, app.id, None, scopes)
    else:
        return _error("unsupported_grant_type", 400)
    answer = {"access_token": token, "token_type": "Bearer", "scope": " ".join(scopes), "created_at": created_at}
    return JSONResponse(answer, headers={"Cache-Control": "no-store"})


async def revoke_token(call: Call) -> Response:
    """POST /oauth/revoke: idempotent for one's own tokens, 403 for others."""
    app = await _client(call)
    token = await call.network.store.run(tokens.token_by_value, call.params.text("token"))
    if app is None or token is None or token.app_id != app.id:
        return _error("unauthorized_client", 403)
    await call.network.store.run(tokens.revoke, token.digest)
    return JSONResponse({})


def metadata(network: Network) -> dict[str, object]:
    """What /.well-known/oauth-authorization-server says (RFC 8414)."""
    base = network.base_url
    return {
        "issuer": f"{base}/",
        "service_documentation": f"{base}/control",
        "authorization_endpoint": f"{base}/oauth/authorize",
        "token_endpoint": f"{base}/oauth/token",
        "app_registration_endpoint": f"{base}/api/v1/apps",
        "revocation_endpoint": f"{base}/oauth/revoke",
        "scopes_supported": list(tokens.SCOPES),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "client_credentials"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
    }


def api_routes(network: Network) -> list[Route]:
    """The routes about apps under /api."""
    register = Operation("app", register_app)
    verify = Operation("app", verify_app, "token")
    return [
        Route("/api/v1/apps", endpoint(network, register), methods=["POST"]),
        Route("/api/v1/apps/verify_credentials", endpoint(network, verify), methods=["GET"]),
    ]


def routes(network: Network) -> list[Route]:
    """The routes under /oauth and the metadata."""

    async def authorize(request: Request) -> Response:
        return await _authorize(network, request)

    async def native(request: Request) -> Response:
        return pages.code_page(request.query_params.get("code", ""))

    async def well_known(_request: Request) -> Response:
        return JSONResponse(metadata(network))

    return [
        Route("/.well-known/oauth-authorization-server", well_known, methods=["GET"]),
        Route("/oauth/authorize", authorize, methods=["GET", "POST"]),
        Route("/oauth/authorize/native", native, methods=["GET"]),
        Route("/oauth/token", endpoint(network, Operation("token", give_token)), methods=["POST"]),
        Route("/oauth/revoke", endpoint(network, Operation("token", revoke_token)), methods=["POST"]),
    ]


async def _authorize(network: Network, request: Request) -> Response:
    try:
        params = await read_params(request)
        wish = await network.store.run(_wish, params)
        return _consent_page(wish) if request.method == "GET" else await _decide(network, wish, params)
    except Denied as denied:
        return _redirect(
            denied.redirect_uri,
            {"error": denied.error, "error_description": denied.description, "state": denied.state},
        )
    except Refused as refusal:
        return pages.message_page("This authorization is not possible", str(refusal), refusal.status)
    except LimitExceeded:
        return pages.message_page("Too many attempts", "Wait some minutes, then try again.", 429)


async def _decide(network: Network, wish: Wish, params: Params) -> Response:
    """Carry out what the person pressed; raises `Denied`, `LimitExceeded`."""
    if params.text("decision") != "allow":
        raise Denied(wish.redirect_uri, wish.state, "access_denied", DESCRIPTIONS["access_denied"])
    username = params.text("username").strip().removeprefix("@")
    network.limits.use(SIGN_INS, username.lower())
    account = await network.store.run(accounts.signed_in, username, params.text("password"))
    if account is None:
        return _consent_page(wish, username, "This name and password do not belong together.", 422)
    code = await network.store.run(
        tokens.add_code,
        wish.app.id,
        account["id"],
        redirect_uri=wish.redirect_uri,
        scopes=wish.scopes,
        challenge=wish.challenge,
    )
    return _redirect(wish.redirect_uri, {"code": code, "state": wish.state})


def _wish(connection: sqlite3.Connection, params: Params) -> Wish:
    """Check a request; raises `Refused` when it may not be redirected, else `Denied`."""
    app = tokens.app_by_client_id(connection, params.text("client_id"))
    if app is None:
        raise Refused(401, DESCRIPTIONS["invalid_client"])
    redirect_uri, state = params.text("redirect_uri"), params.text("state")
    if redirect_uri not in app.redirect_uris:
        raise Refused(400, "The redirect URI included is not one that this app registered.")
    scopes = tokens.parse_scopes(params.text("scope") or "read")
    challenge, method = params.text("code_challenge") or None, params.text("code_challenge_method")
    if params.text("response_type") != "code":
        error = "unsupported_response_type"
        raise Denied(redirect_uri, state, error, DESCRIPTIONS[error])
    if not scopes or not tokens.covers(app.scopes, scopes):
        raise Denied(redirect_uri, state, "invalid_scope", DESCRIPTIONS["invalid_scope"])
    if (challenge or method) and (method != "S256" or not CHALLENGE.fullmatch(challenge or "")):
        description = "The code challenge method must be S256, with a challenge of 43 characters."
        raise Denied(redirect_uri, state, "invalid_request", description)
    return Wish(app, redirect_uri, scopes, state, challenge)


def _consent_page(wish: Wish, username: str = "", problem: str = "", status: int = 200) -> Response:
    fields = {
        "response_type": "code",
        "client_id": wish.app.client_id,
        "redirect_uri": wish.redirect_uri,
        "scope": " ".join(wish.scopes),
        "state": wish.state,
        "code_challenge": wish.challenge or "",
        "code_challenge_method": "S256" if wish.challenge else "",
    }
    return pages.consent_page(
        wish.app.name, wish.scopes, fields=fields, username=username, problem=problem, status=status
    )


def _redirect(address: str, values: dict[str, str]) -> Response:
    kept = {name: value for name, value in values.items() if value}
    if address == OUT_OF_BAND:
        if "error" in kept:
            return pages.message_page("Not authorized", kept["error_description"], 400)
        return RedirectResponse(f"/oauth/authorize/native?{urlencode({'code': kept['code']})}", 302)
    separator = "&" if urlsplit(address).query else "?"
    return RedirectResponse(f"{address}{separator}{urlencode(kept)}", 302, headers={"Cache-Control": "no-store"})


async def _client(call: Call) -> App | None:
    """The app that authenticates itself, in the body or by HTTP Basic."""
    client_id, secret = call.params.text("client_id"), call.params.text("client_secret")
    scheme, _, value = call.request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            client_id, _, secret = base64.b64decode(value, validate=True).decode("ascii").partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
        client_id, secret = unquote_plus(client_id), unquote_plus(secret)
    return await call.network.store.run(tokens.authenticated_app, client_id, secret)


def _error(error: str, status: int) -> Response:
    headers = {"Cache-Control": "no-store"}
    if status == 401:
        headers["WWW-Authenticate"] = f'Basic realm="Doorkeeper", error="{error}"'
    return JSONResponse({"error": error, "error_description": DESCRIPTIONS[error]}, status, headers)


def _is_redirect_uri(uri: str) -> bool:
    if uri == OUT_OF_BAND:
        return True
    try:
        parts = urlsplit(uri)
    except ValueError:
        return False
    is_web = parts.scheme in ("http", "https")
    return (
        bool(parts.scheme)
        and parts.scheme not in FORBIDDEN_SCHEMES
        and not parts.fragment
        and (bool(parts.netloc) if is_web else bool(parts.netloc or parts.path))
        and len(uri) <= 2000
        and uri.isprintable()
    )
