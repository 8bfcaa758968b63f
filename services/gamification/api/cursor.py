"""Where a page of a list goes on."""

from typing import Annotated

from fastapi import Query

Cursor = Annotated[int | None, Query(ge=0, lt=2**63)]
"""`next` of the page before; none for the first page."""
