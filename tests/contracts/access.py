"""The table of contracts/access.toml, read: whom each operation lets in."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contracts import openapi

FILE = Path(openapi.__file__).with_name("access.toml")
DOCUMENT: dict[str, Any] = json.loads(Path(openapi.__file__).with_suffix(".json").read_text("utf-8"))
TABLE: dict[str, dict[str, Any]] = tomllib.loads(FILE.read_text("utf-8"))
KEY = "Idempotency-Key"
OWNER = "owner"


@dataclass(frozen=True)
class Operation:
    """One operation of the document and whom the table lets in."""

    method: str
    path: str
    said: dict[str, Any]

    @property
    def name(self) -> str:
        """As the table has it."""
        return f"{self.method} {self.path}"

    @property
    def service(self) -> str:
        """Whose it is."""
        return str(self.said["tags"][0])

    @property
    def let_in(self) -> list[str]:
        """Nobody, roles, or the owner."""
        who: list[str] = TABLE["who"][TABLE["operations"][self.name]]
        return who

    @property
    def owned(self) -> bool:
        """Whether it is about a thing of one person."""
        return self.let_in == [OWNER]

    @property
    def change(self) -> bool:
        """Whether it changes anything."""
        return self.method != "GET"

    @property
    def keyed(self) -> bool:
        """Whether it takes an Idempotency-Key."""
        return any(one["name"] == KEY for one in self.said.get("parameters", ()))

    @property
    def example(self) -> Any:
        """The document's first example of a body, or None."""
        content = self.said.get("requestBody", {}).get("content", {}).get("application/json")
        if content is None:
            return None
        name = content["schema"]["$ref"].rpartition("/")[2]
        return DOCUMENT["components"]["schemas"][name]["examples"][0]


OPERATIONS = [
    Operation(method.upper(), path, said)
    for path, methods in DOCUMENT["paths"].items()
    for method, said in methods.items()
]
