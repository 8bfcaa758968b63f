"""Commands on topics. A name is in the vault; what stands for it in a table keeps two topics from having the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.event_store import Work
from chassis.vault import Vault
from services.content.domain import Topic
from services.content.tables import TopicRows
from services.content.words import TOPIC


@dataclass(frozen=True, slots=True)
class Topics:
    """One method per command. Each answers with ids only. `mark` stands for the name."""

    vault: Vault
    rows: TopicRows

    def add(self, work: Work, *, topic_id: UUID, name: str, mark: bytes, by: UUID, at: datetime) -> dict[str, Any]:
        """A new topic. Saving raises TopicNameTaken or TooManyTopics."""
        work.add(Topic(id=topic_id, added_by=by, at=at))
        work.write(*self.rows.add(topic_id, mark, at), self.vault.put(topic_id, TOPIC, name, person=None))
        return {"topic_id": str(topic_id)}

    def state(
        self, work: Work, *, topic_id: UUID, name: str, mark: bytes, archived: bool, by: UUID, at: datetime
    ) -> dict[str, Any]:
        """What a topic is called, and whether it is archived. Raises NotFound; saving raises TopicNameTaken."""
        topic = work.get(Topic, topic_id)
        if self.vault.open(topic_id, TOPIC) != name:
            topic.rename(by=by, at=at)
            work.write(*self.rows.rename(topic_id, mark), self.vault.put(topic_id, TOPIC, name, person=None))
        if archived != topic.archived:
            (topic.archive if archived else topic.take_up)(by=by, at=at)
            work.write(self.rows.archive(topic_id, archived=archived))
        return {"topic_id": str(topic_id)}
