"""Where a page of a list goes on."""

from typing import Annotated, Literal

from fastapi import Query

Cursor = Annotated[int | None, Query(ge=0, lt=2**63)]
"""`next` of the page before; none for the first page."""

PlaceCursor = Annotated[str | None, Query(max_length=40)]
"""`next` of the page before, of a list by rank; none for the top."""
Around = Literal["me"] | None
"""The page around oneself, instead of one from the top or behind a cursor."""
