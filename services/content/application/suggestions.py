"""Commands on suggestions: made by anybody who takes part, accepted or declined by curators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.event_store import Work
from chassis.vault import Vault
from services.content.application.content import Content
from services.content.domain import Source, Suggestion, SuggestionGone
from services.content.suggested import KIND, REASON, Suggested
from services.content.tables import SuggestionRows
from services.content.words import Draft


@dataclass(frozen=True, slots=True)
class Suggestions:
    """One method per command. Each answers with ids only."""

    content: Content
    vault: Vault
    rows: SuggestionRows

    def suggest(
        self, work: Work, *, suggestion_id: UUID, suggested: Suggested, by: UUID, at: datetime
    ) -> dict[str, Any]:
        """A new suggestion. Saving raises TooManySuggestions when the person has made as many as a day takes."""
        work.add(Suggestion(id=suggestion_id, suggested_by=by, at=at))
        work.write(
            *self.rows.add(suggestion_id, by, at),
            self.vault.put(suggestion_id, KIND, suggested.sealed(), person=by),
        )
        return {"suggestion_id": str(suggestion_id)}

    def opened(self, suggestion_id: UUID) -> Suggested:
        """What was suggested. Raises SuggestionGone."""
        stored = self.vault.open(suggestion_id, KIND)
        if stored is None:
            raise SuggestionGone("there is no such suggestion; whoever made it may have been erased")
        return Suggested.of(stored)

    def accept(
        self,
        work: Work,
        *,
        suggestion_id: UUID,
        item_id: UUID,
        draft: Draft,
        source: Source,
        by: UUID,
        at: datetime,
        expires_at: datetime | None,
    ) -> dict[str, Any]:
        """Makes an item of a suggestion. Raises SuggestionSettled, SuggestionGone, ExpiryInvalid."""
        suggestion = self._known(work, suggestion_id)
        suggestion.accept(item_id, by=by, at=at)
        made = self.content.compose(
            work, item_id=item_id, draft=draft, source=source, by=by, at=at, expires_at=expires_at
        )
        work.write(self.rows.settle(suggestion_id, at, item_id))
        return {"suggestion_id": str(suggestion_id), **made}

    def decline(self, work: Work, *, suggestion_id: UUID, reason: str, by: UUID, at: datetime) -> dict[str, Any]:
        """Makes nothing of a suggestion, for a reason that its suggester reads. Raises SuggestionSettled or -Gone."""
        suggestion = self._known(work, suggestion_id)
        suggestion.decline(by=by, at=at)
        work.write(
            self.rows.settle(suggestion_id, at, None),
            self.vault.put(suggestion_id, REASON, reason, person=suggestion.suggested_by),
        )
        return {"suggestion_id": str(suggestion_id)}

    def erase(self, work: Work, *, person: UUID) -> None:
        """Forgets who suggested what; the words are the vault's to delete."""
        work.write(self.rows.forget(person))

    def _known(self, work: Work, suggestion_id: UUID) -> Suggestion:
        """One whose words are still here: nothing is decided about what nobody can read."""
        self.opened(suggestion_id)
        return work.get(Suggestion, suggestion_id)
