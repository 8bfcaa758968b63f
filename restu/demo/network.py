"""The sandbox network as its people and its keeper see it: accounts, the consent page, faults, what stands there.

Accounts, faults and the list of posts come from its control API (docs/sandbox.md); authorizing walks its own consent
page as a browser would, form fields and all. Raises Unmet when the network does not do what it documents.
"""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx

from restu.demo.waiting import Unmet, expect, require, until

IDLE_SECONDS = 2.0
"""How long a connection is kept for the next request: the network closes it after 5 s, and would then cut a request."""


@dataclass(frozen=True)
class Account:
    """Somebody's account on the sandbox network. The password is a throw-away one."""

    username: str
    password: str = field(repr=False)
    id: str
    url: str


@dataclass(frozen=True)
class Status:
    """One post, comment or repost as it was written, deleted ones too; its images by digest, with descriptions.

    `warning`: the line that its text is folded away behind; empty: none.
    """

    id: str
    text: str
    url: str
    deleted: bool
    reblog_of: str | None
    reply_to: str | None
    images: tuple[tuple[str, str], ...]
    visibility: str
    warning: str
    language: str


@dataclass(frozen=True)
class Network:
    """The network at `address`. Use it through `reaching`."""

    address: str
    client: httpx.AsyncClient = field(repr=False)

    async def sign_up(self, username: str, display_name: str) -> Account:
        """A new account."""
        body = {"username": username, "display_name": display_name, "password": secrets.token_urlsafe(9)}
        made = await self._control("POST", "/control/accounts", body)
        return Account(made["username"], made["password"], str(made["id"]), made["url"])

    async def post_as(self, account: Account, text: str) -> str:
        """Publishes as somebody directly, as any client would; the post's address."""
        answer = await self.client.post(
            "/api/v1/statuses", data={"status": text, "visibility": "public"}, headers=await self.acting_as(account)
        )
        require(answer.is_success, f"the sandbox network refused a post: {answer.status_code} {answer.text[:200]}")
        return str(answer.json()["url"])

    async def acting_as(self, account: Account) -> dict[str, str]:
        """The headers of a call that a program of somebody's own makes for them."""
        given = await self._control("POST", f"/control/accounts/{account.username}/tokens", {})
        return {"Authorization": f"Bearer {given['access_token']}"}

    async def authorize(self, authorize_url: str, account: Account) -> dict[str, str]:
        """Signs in on the network's own page and presses Authorize; what the redirect hands over (code, state)."""
        page = await self.client.get(authorize_url)
        require(page.status_code == httpx.codes.OK, f"the consent page answered {page.status_code}")
        form = read_form(page.text)
        pressed = form.hidden | {"username": account.username, "password": account.password, "decision": "allow"}
        answer = await self.client.post(urljoin(authorize_url, form.action), data=pressed)
        location = answer.headers.get("location", "")
        require(answer.status_code == httpx.codes.FOUND and location, "the network gave no authorization")
        handed = dict(parse_qsl(urlsplit(location).query))
        require("code" in handed, f"the network handed over no code: {handed.get('error', 'no reason given')}")
        return handed | {"redirected_to": location}

    async def statuses(self, account: Account) -> list[Status]:
        """Everything the account ever posted, oldest first."""
        rows = await self._control("GET", f"/control/statuses?account={account.username}")
        return [
            Status(
                row["id"],
                row["text"],
                row["url"],
                row["deleted_at"] is not None,
                row["reblog_of_id"],
                row["in_reply_to_id"],
                tuple((image["hash"], image["description"]) for image in row["media"]),
                row["visibility"],
                row["spoiler_text"],
                row["language"] or "",
            )
            for row in rows
        ]

    async def standing(self, account: Account) -> list[Status]:
        """What of it stands on the network now."""
        return [status for status in await self.statuses(account) if not status.deleted]

    async def likes(self, account: Account) -> list[str]:
        """The addresses of the posts that the account likes."""
        return await self._targets("likes", account)

    async def follows(self, account: Account) -> list[str]:
        """The addresses of those whom the account follows."""
        return await self._targets("follows", account)

    async def _targets(self, what: str, account: Account) -> list[str]:
        pairs = await self._control("GET", f"/control/{what}")
        return [pair["target"] for pair in pairs if pair["username"] == account.username]

    async def tokens(self, account: Account) -> int:
        """How many programs may act for the account."""
        return int((await self._control("GET", f"/control/accounts/{account.username}/tokens"))["good"])

    async def order(self, kind: str, account: Account, *operations: str, seconds: float = 5.0) -> int:
        """Orders one fault for one account's next call of these operations; the fault's id."""
        body = {"kind": kind, "account": account.username, "operations": list(operations), "seconds": seconds}
        return int((await self._control("POST", "/control/faults", body))["id"])

    async def take_back(self, fault: int) -> None:
        """Takes an order back, used or not."""
        await self.client.delete(f"/control/faults/{fault}")

    async def fault_met(self, fault: int, *, seconds: float = 30.0) -> None:
        """Waits until a fault that was ordered has been used. Raises Unmet."""

        async def look() -> None:
            told = await self._control("GET", "/control/faults")
            waiting = any(each["id"] == fault and not each["hits"] for each in told["faults"])
            expect(not waiting, "nothing has reached the network")

        await until(look, "the network meets the post", seconds=seconds)

    async def _control(self, method: str, path: str, body: Any = None) -> Any:
        answer = await self.client.request(method, path, json=body)
        if not answer.is_success:
            raise Unmet(f"the sandbox network's control answered {answer.status_code}: {answer.text[:200]}")
        return answer.json()


@asynccontextmanager
async def reaching(address: str) -> AsyncIterator[Network]:
    """The network at an address."""
    limits = httpx.Limits(keepalive_expiry=IDLE_SECONDS)
    async with httpx.AsyncClient(base_url=address, timeout=20.0, trust_env=False, limits=limits) as client:
        yield Network(address, client)


@dataclass
class Form:
    """Where a form goes, and its hidden fields."""

    action: str = ""
    hidden: dict[str, str] = field(default_factory=dict)


def read_form(html: str) -> Form:
    """The first form of a page. Raises Unmet when there is none."""
    reader = _FormReader()
    reader.feed(html)
    reader.close()
    require(reader.form.action, "the network's page has no form")
    return reader.form


class _FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.form = Form()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "form" and not self.form.action:
            self.form.action = named.get("action") or ""
        elif tag == "input" and named.get("type") == "hidden" and named.get("name"):
            self.form.hidden[str(named["name"])] = named.get("value") or ""
