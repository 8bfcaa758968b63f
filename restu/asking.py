"""Asks the services of a running stack what only the command line may ask, with the key it has in the home folder."""

import json
import time
from dataclasses import dataclass
from typing import Any

from restu.errors import StackError
from restu.home import Home
from restu.keys import COMMAND_LINE, SIGNING

PATIENCE_SECONDS = 30.0
PAUSE_SECONDS = 0.5


class Silent(StackError):
    """The service does not answer, or not yet; the same may be asked again."""


@dataclass(frozen=True)
class Asking:
    """The services that run on a home folder."""

    home: Home

    @classmethod
    def on(cls, home: Home) -> "Asking":
        """Raises StackError when nothing runs there."""
        if home.running() is None:
            raise StackError(f"Restu does not run on {home.folder}. Nothing was done. Start it with: restu up")
        return cls(home)

    def ask_patiently(self, service: str, method: str, path: str, body: Any = None) -> Any:
        """Like `ask`, of a service that may just be starting again: waits for it half a minute. Raises Silent then."""
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return self.ask(service, method, path, body)
            except Silent:
                if time.monotonic() > until:
                    raise
            time.sleep(PAUSE_SECONDS)

    def ask(self, service: str, method: str, path: str, body: Any = None) -> Any:
        """The answer of one internal route. Raises Silent, and StackError with the service's words."""
        import httpx

        from chassis.auth import TokenIssuer

        if service not in self.home.state().get("processes", {}):
            raise Silent(f"{service} is still starting. Nothing was done; try again in a moment.")
        try:
            keys = json.loads((self.home.folder / "keys" / COMMAND_LINE / SIGNING).read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise StackError("The command line's key cannot be read. Nothing was done.") from error
        headers = {"Authorization": f"Bearer {TokenIssuer(COMMAND_LINE, keys).for_service(service)}"}
        url = f"{self.home.state()['addresses'][service]}/internal{path}"
        try:
            answer = httpx.request(method, url, headers=headers, json=body, timeout=PATIENCE_SECONDS, trust_env=False)
        except httpx.HTTPError as error:
            raise Silent(
                f"{service} does not answer ({type(error).__name__}). Repeating the command is safe; see: restu status"
            ) from error
        if not answer.is_success:
            kind = Silent if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE else StackError
            raise kind(f"{service} says: {_reason(answer.text)}")
        return answer.json()


def _reason(problem: str) -> str:
    try:
        return str(json.loads(problem)["detail"])
    except (ValueError, KeyError, TypeError):
        return problem[:200]
