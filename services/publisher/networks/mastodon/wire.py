"""One request to a server, and what its answer means: did it happen?

Reading is told apart from writing. A read that fails may always be tried again. A write that fails has certainly not
happened when no connection was made, when the server refused it (4xx), or when it was over its limit (429); in every
other case it may have happened. 503 is no exception: nothing documents that Mastodon, or a proxy before it, answers
503 only before it has begun. The error text is localised and never looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Protocol, TypeVar
from urllib.parse import quote, urlencode

from pydantic import TypeAdapter, ValidationError

from chassis.guarded import Fetched, GuardedError
from services.publisher.networks.protocol import AuthExpired, RateLimited, Rejected, Retryable, UnknownOutcome

T = TypeVar("T")
Clock = Callable[[], datetime]

READ_SECONDS = 15.0
LONGEST_PAUSE = timedelta(days=1)
_CODES = {
    400: "bad-request",
    403: "forbidden",
    404: "not-found",
    410: "not-found",
    413: "too-large",
    422: "unprocessable",
}


class Client(Protocol):
    """What is needed of `chassis.guarded.GuardedClient`: no retries, no redirects, no connection used twice."""

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        data: Mapping[str, str | list[str]] | None = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        timeout: float = READ_SECONDS,  # noqa: ASYNC109 (the client's name for its deadline)
        before_sending: Callable[[], None] | None = None,
    ) -> Fetched:
        """One request. `before_sending` is called once connected, right before the first byte; it may raise."""
        ...


class Wire:
    """Requests to one kind of server. `clock` gives the present in UTC."""

    def __init__(self, client: Client, clock: Clock) -> None:
        self._client = client
        self.clock = clock

    async def read(
        self,
        url: str,
        answer_type: type[T],
        *,
        token: str | None = None,
        query: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> T:
        """A request that changes nothing on the person's account: GET, or POST where there is a form.

        Raises `Retryable`, `RateLimited`, `AuthExpired` or `Rejected`.
        """
        return (await self.read_with_date(url, answer_type, token=token, query=query, form=form))[0]

    async def read_with_date(
        self,
        url: str,
        answer_type: type[T],
        *,
        token: str | None = None,
        query: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> tuple[T, timedelta]:
        """Like `read`, and how far the server's clock is behind ours (negative: ahead; zero when it does not say)."""
        address = f"{url}?{urlencode(query)}" if query else url
        method = "GET" if form is None else "POST"
        try:
            answer = await self._client.request(method, address, headers=_headers(token), data=form)
        except GuardedError as error:
            raise Retryable(error.code) from error
        if answer.status == 408 or answer.status >= 500:
            raise Retryable(f"http-{answer.status}")
        self._refuse(answer)
        try:
            return TypeAdapter(answer_type).validate_json(answer.body), self._behind(answer)
        except ValidationError as error:
            raise Rejected("unreadable-answer") from error

    async def write(
        self,
        method: str,
        url: str,
        *,
        token: str,
        form: Mapping[str, str | list[str]],
        headers: Mapping[str, str],
        seconds: float,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        before_sending: Callable[[], None] | None = None,
    ) -> bytes:
        """A request that changes something, once; gives the body of a success. `files`: name, bytes and type of each.

        Raises `Retryable`, `RateLimited`, `AuthExpired`, `Rejected` (it did not happen) or `UnknownOutcome`.
        """
        try:
            answer = await self._client.request(
                method,
                url,
                headers={**_headers(token), **headers},
                data=form,
                files=files,
                timeout=seconds,
                before_sending=before_sending,
            )
        except GuardedError as error:
            if error.nothing_sent:
                raise Retryable(error.code) from error
            raise UnknownOutcome(error.code) from error
        if answer.status == 408 or answer.status >= 500:
            raise UnknownOutcome(f"http-{answer.status}")
        self._refuse(answer)
        return answer.body

    def _refuse(self, answer: Fetched) -> None:
        """Raises what a refusal means; a success passes."""
        status = answer.status
        if 200 <= status < 300:
            return
        if status == 429:
            raise RateLimited(_until(answer.headers, self.clock()))
        if status == 401:
            raise AuthExpired
        raise Rejected(_CODES.get(status, "moved" if 300 <= status < 400 else f"http-{status}"))

    def _behind(self, answer: Fetched) -> timedelta:
        told = _http_date(answer.headers.get("date", ""))
        return self.clock() - told if told else timedelta(0)


def path_of(*parts: str) -> str:
    """An absolute path whose parts are escaped: an id can never lead elsewhere."""
    return "/" + "/".join(quote(part, safe="") for part in parts)


def _headers(token: str | None) -> dict[str, str]:
    # snac resets connections that are kept open, so none is.
    always = {"Accept": "application/json", "Connection": "close"}
    return {**always, "Authorization": f"Bearer {token}"} if token else always


def _until(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """When the server allows more, at most a day ahead; None where it does not say or names the past."""
    told = [
        moment
        for moment in (_reset(headers.get("x-ratelimit-reset", "")), _after(headers.get("retry-after", ""), now))
        if moment is not None and moment > now
    ]
    return min(max(told), now + LONGEST_PAUSE) if told else None


def _reset(text: str) -> datetime | None:
    """Mastodon writes ISO 8601, others seconds since 1970."""
    try:
        if text.strip().isdecimal():
            return datetime.fromtimestamp(int(text), UTC)
        moment = datetime.fromisoformat(text.strip())
    except (ValueError, OverflowError, OSError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _after(text: str, now: datetime) -> datetime | None:
    """Retry-After: seconds or a date."""
    try:
        return now + timedelta(seconds=int(text)) if text.strip().isdecimal() else _http_date(text)
    except OverflowError:
        return None


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
