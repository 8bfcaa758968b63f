"""The HTML around everything people see: one layout, small builders, strict security headers.

Guarantees: every value is escaped where it is put in; a page loads nothing from elsewhere and runs no script but
the one file of this network. Functions here read nothing and never fail.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from starlette.responses import HTMLResponse, Response

from sandbox.entities import DESCRIPTION, TITLE, Json
from sandbox.text import escape

STATIC = Path(__file__).parent / "static"
# No form-action: browsers apply it to the redirect after consenting, which leads to the app's own address.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def page(title: str, main: str, *, status: int = 200, refreshes: bool = False) -> Response:
    """A whole page; `main` is HTML, `title` is text."""
    refresh = (
        '<script src="/static/refresh.js" defer></script><noscript><meta http-equiv="refresh" content="10"></noscript>'
        if refreshes
        else ""
    )
    html = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} · {escape(TITLE)}</title>"
        f'<link rel="stylesheet" href="/static/sandbox.css">{refresh}</head><body>'
        f'<p class="notice" role="note">{escape(DESCRIPTION)}</p>'
        f'<header class="top"><a class="name" href="/">{escape(TITLE)}</a>'
        '<a href="/signup">Sign up</a><a href="/control">Control</a></header>'
        f"<main>{main}</main></body></html>"
    )
    return HTMLResponse(html, status, HEADERS)


def message_page(heading: str, message: str, status: int) -> Response:
    """A page that says one thing."""
    return page(
        heading, f'<section class="card"><h1>{escape(heading)}</h1><p>{escape(message)}</p></section>', status=status
    )


def timeline_page(title: str, heading: str, shown: Sequence[Json]) -> Response:
    """A list of statuses that keeps itself fresh."""
    cards = "".join(status_card(status) for status in shown)
    empty = '<p class="empty">Nothing has been posted yet.</p>'
    return page(title, f"<h1>{escape(heading)}</h1>{cards or empty}", refreshes=True)


def status_page(status: Json, ancestors: Sequence[Json], descendants: Sequence[Json]) -> Response:
    """The permanent page of one status, within its thread."""
    thread = [*ancestors, status, *descendants]
    title = f"{status['account']['display_name']} on {TITLE}"
    return page(title, "".join(status_card(each) for each in thread), refreshes=True)


def status_card(status: Json) -> str:
    """One status as HTML; `content` is HTML already, made by `text.to_html`."""
    boost = ""
    if status["reblog"] is not None:
        boost = f'<p class="boost">↻ {escape(status["account"]["display_name"])} boosted</p>'
        status = status["reblog"]
    account = status["account"]
    content = status["content"]
    if status["spoiler_text"]:
        content = f"<details><summary>{escape(status['spoiler_text'])}</summary>{content}</details>"
    for image in status["media_attachments"]:
        content += f'<img class="media" src="{escape(image["url"])}" alt="{escape(image["description"] or "")}">'
    application = status["application"]
    through = f"<span>via {escape(application['name'])}</span>" if application else ""
    edited = "<span>edited</span>" if status["edited_at"] else ""
    when = status["created_at"]
    time = f'<time datetime="{when}">{when[:16].replace("T", " ")} UTC</time>'
    return (
        f'<article class="card status" id="status-{status["id"]}">{boost}'
        f'<a class="who" href="{escape(account["url"])}"><img src="{escape(account["avatar"])}" alt="">'
        f"<span><strong>{escape(account['display_name'])}</strong>@{escape(account['acct'])}</span></a>"
        f'<div class="content" lang="{escape(status["language"] or "")}">{content}</div>'
        f'<footer><a href="{escape(status["url"])}">{time}</a>'
        f"<span>{escape(status['visibility'])}</span><span>↻ {status['reblogs_count']}</span>"
        f"<span>★ {status['favourites_count']}</span><span>↩ {status['replies_count']}</span>{edited}{through}</footer>"
        "</article>"
    )


def consent_page(
    app_name: str,
    scopes: Sequence[str],
    *,
    fields: Mapping[str, str],
    username: str,
    problem: str,
    status: int,
) -> Response:
    """Sign-in and consent in one form."""
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in fields.items()
    )
    asked = "".join(f"<li><code>{escape(scope)}</code></li>" for scope in scopes)
    return page(
        "Authorize an app",
        f'<form class="card" method="post" action="/oauth/authorize"><h1>Authorize {escape(app_name)}?</h1>'
        f"<p><strong>{escape(app_name)}</strong> would like to use your account:</p><ul>{asked}</ul>"
        f"{_problem(problem)}{hidden}{_field('username', 'Username', username, 'username')}"
        f"{_field('password', 'Password', '', 'current-password')}"
        '<div class="buttons"><button name="decision" value="allow">Authorize</button>'
        '<button class="quiet" name="decision" value="deny" formnovalidate>Deny</button></div></form>',
        status=status,
    )


def code_page(code: str) -> Response:
    """Shows an authorization code to copy."""
    return page(
        "Authorization code",
        '<section class="card"><h1>Authorized</h1><p>Copy this code and give it to the app:</p>'
        f'<input class="oauth-code" type="text" readonly value="{escape(code)}" aria-label="Code"></section>',
    )


def sign_up_page(username: str = "", display_name: str = "", problem: str = "", status: int = 200) -> Response:
    """A form for a new account."""
    return page(
        "Sign up",
        '<form class="card" method="post" action="/signup"><h1>Sign up</h1>'
        f"{_problem(problem)}{_field('username', 'Username', username, 'username')}"
        f"{_field('display_name', 'Display name', display_name, 'name', required=False)}"
        f"{_field('password', 'Password (8 characters or more)', '', 'new-password')}"
        '<div class="buttons"><button>Sign up</button></div></form>',
        status=status,
    )


def avatar(account_id: int, letter: str) -> Response:
    """A square with a letter, its colour taken from the id."""
    hue = account_id * 137 % 360
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 88 88"><rect width="88" height="88"'
        f' fill="hsl({hue} 55% 45%)"/><text x="44" y="46" fill="#fff" font-family="sans-serif" font-size="44"'
        f' text-anchor="middle" dominant-baseline="middle">{escape(letter)}</text></svg>'
    )
    return Response(svg, 200, {"Cache-Control": "max-age=3600", **_IMAGE}, "image/svg+xml")


_IMAGE = {"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff"}


def _problem(problem: str) -> str:
    return f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else ""


def _field(name: str, label: str, value: str, completes: str, *, required: bool = True) -> str:
    kind = "password" if "password" in name else "text"
    need = " required" if required else ""
    return (
        f'<label>{escape(label)}<input type="{kind}" name="{name}" value="{escape(value)}"'
        f' autocomplete="{completes}"{need}></label>'
    )
