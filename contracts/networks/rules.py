"""The rules of a network, typed and frozen: what it allows, how it counts, and what this release does on it.

Every statement names where it is from, how it is known and the day somebody last looked. What the network allows and
what Restu performs are two things: an activity can be offered only where both hold (`NetworkRules.offers`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from contracts.networks.vocabulary import Evidence, Idempotency, Lookup, Mentions, Mode, Unit
from contracts.values import Kind, Network

_Count = Annotated[int, Field(gt=0, strict=True)]
_Price = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=6)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Rule(_Part):
    """A statement about a network, where it is from, how it is known and when somebody last looked."""

    source: Annotated[str, Field(min_length=10)]
    evidence: Evidence
    checked: date


class Capability(Rule):
    """How one kind of activity is performed. `key_seconds`: how long a server keeps an idempotency key."""

    mode: Mode
    idempotency: Idempotency = Idempotency.NONE
    lookup: Lookup = Lookup.NONE
    key_seconds: _Count | None = None
    scopes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _only_what_is_sent_can_be_sent_twice(self) -> Self:
        told = (self.idempotency, self.lookup, self.key_seconds, self.scopes)
        if self.mode is not Mode.AUTOMATED and told != (Idempotency.NONE, Lookup.NONE, None, ()):
            raise ValueError(f"what is {self.mode} is not sent by us: it has no idempotency, lookup, key or scopes")
        return self


class Kinds(_Part):
    """Each kind of activity, none left out."""

    post: Capability
    repost: Capability
    like: Capability
    comment: Capability
    follow: Capability

    def __getitem__(self, kind: Kind) -> Capability:
        capability = getattr(self, kind.value)
        assert isinstance(capability, Capability)
        return capability


class AccountRule(Rule):
    """What is asked of every person who connects an account, whatever they will do."""

    scopes: tuple[str, ...]


class LengthRule(Rule):
    """How long a text may be: `limit` of `unit`, and at most `max_bytes` of UTF-8 where the network counts them, too.

    `url_length`: what every link counts, in `unit`; absent: as many as it has.
    """

    limit: _Count
    unit: Unit
    max_bytes: _Count | None = None
    url_length: _Count | None = None
    mentions: Mentions = Mentions.WHOLE
    content_warning_counts: bool = False

    @model_validator(mode="after")
    def _weighted_links(self) -> Self:
        if self.unit is Unit.WEIGHTED and self.url_length is None:
            raise ValueError("weighted characters count every link alike: say how much in url_length")
        return self


class MediaRule(Rule):
    """Images on a post: at most `images`, each of at most `max_bytes` (absent: not established).

    `required`: a post without one is not possible. `scopes`: what is asked of people for images, besides the post's.
    """

    mode: Mode
    images: Annotated[int, Field(ge=0, strict=True)]
    max_bytes: _Count | None = None
    required: bool = False
    scopes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _none_is_none(self) -> Self:
        if (self.mode is Mode.NONE) != (self.images == 0):
            raise ValueError("no images and the mode none go together")
        if self.required and not self.images:
            raise ValueError("an image is required and none is possible")
        if self.scopes and self.mode is not Mode.AUTOMATED:
            raise ValueError(f"images are {self.mode}: nobody is asked for scopes")
        return self


class AltTextRule(Rule):
    """How many characters the description of an image may have; absent: the network sets no limit.

    `required`: an image without one is not published by us, for those who do not see it.
    """

    limit: _Count | None = None
    required: bool = False


class OpeningRule(Rule):
    """Which fields of an opening the network has. The first visibility is the default.

    `composer`: the person chooses in the network's own composer.
    """

    visibilities: Annotated[tuple[Annotated[str, Field(pattern=r"^[a-z]{1,20}$")], ...], Field(min_length=1)]
    content_warning: bool


class AllowedRule(Rule):
    """Something that is allowed or not."""

    allowed: bool

    @model_validator(mode="after")
    def _memory_allows_nothing(self) -> Self:
        if self.allowed and self.evidence is Evidence.MEMORY:
            raise ValueError("what is known from memory alone allows nothing")
        return self


class ScheduleRule(Rule):
    """Which kinds may go out later than the person's own click; the others only at once."""

    kinds: frozenset[Kind]

    @model_validator(mode="after")
    def _memory_allows_nothing(self) -> Self:
        if self.kinds and self.evidence is Evidence.MEMORY:
            raise ValueError("what is known from memory alone allows nothing")
        return self


class OwnWordsRule(Rule):
    """How much of a text must be the advocate's own, in percent, where own words are needed."""

    minimum_percent: Annotated[int, Field(ge=0, le=100, strict=True)]


class AlikeRule(Rule):
    """How many of its phrases a text may have in common with a colleague's, in percent; 100: all of them."""

    most_percent: Annotated[int, Field(ge=0, le=100, strict=True)]


class DisclosureRule(Rule):
    """Whether the text must say that its author works for the company; how it says so is in contracts/disclosures.

    `label`: what the network's own composer can put beside a post. We cannot set it, so the words stay needed.
    """

    required: bool
    label: Annotated[str, Field(min_length=1)] | None = None


class RetentionRule(Rule):
    """How many days data fetched from the network may be kept; absent: the network sets no limit."""

    network_data_days: Annotated[int, Field(ge=0, strict=True)] | None = None


class CostRule(Rule):
    """What the network asks for one call. Prices are decimal text, so that nothing is rounded."""

    currency: Literal["USD"] = "USD"
    post: _Price
    post_with_link: _Price
    read: _Price


class Rules(_Part):
    """What the network, the law and we allow."""

    schedule: ScheduleRule
    identical_text: AllowedRule
    alike: AlikeRule
    points: AllowedRule
    own_words: OwnWordsRule
    disclosure: DisclosureRule
    retention: RetentionRule

    @model_validator(mode="after")
    def _forbidden_means_something(self) -> Self:
        if not self.identical_text.allowed and not self.own_words.minimum_percent:
            raise ValueError("where identical text is not allowed, own words have a minimum above 0")
        if self.identical_text.allowed != (self.alike.most_percent == 100):
            raise ValueError("texts may be alike to 100 percent where identical text is allowed, and nowhere else")
        return self


class NetworkRules(_Part):
    """Everything the software knows about one network. `performed`: the kinds that this release performs there."""

    name: Network
    title: Annotated[str, Field(min_length=1)]
    performed: tuple[Kind, ...]
    account: AccountRule
    kinds: Kinds
    length: LengthRule
    media: MediaRule
    alt_text: AltTextRule
    opening: OpeningRule
    cost: CostRule
    rules: Rules

    @model_validator(mode="after")
    def _nothing_that_is_not_sent(self) -> Self:
        for what, kinds in (("performed", self.performed), ("rules.schedule.kinds", self.rules.schedule.kinds)):
            if wrong := sorted(kind for kind in kinds if self.kinds[kind].mode is not Mode.AUTOMATED):
                raise ValueError(f"{what} names what is not automated: {', '.join(wrong)}")
        if guessed := sorted(kind for kind in self.performed if self.kinds[kind].evidence is Evidence.MEMORY):
            raise ValueError(f"performed names what is known from memory alone: {', '.join(guessed)}")
        return self

    def has(self, kind: Kind) -> bool:
        """Whether this kind of activity exists on the network, whoever performs it."""
        return self.kinds[kind].mode is not Mode.NONE

    def offers(self, kind: Kind) -> bool:
        """Whether this kind of activity can be offered: the network has it and this release performs it."""
        return kind in self.performed

    def takes_images(self, kind: Kind) -> bool:
        """Whether this kind of activity can be published with images: a post, where we may bring them there."""
        return kind is Kind.POST and self.offers(kind) and self.media.mode is Mode.AUTOMATED

    def may_wait(self, kind: Kind) -> bool:
        """Whether an approved activity of this kind may go out later than the click that approves it."""
        return kind in self.rules.schedule.kinds

    def with_limits(self, limit: int | None = None, url_length: int | None = None) -> NetworkRules:
        """The same rules with the lengths one server announces for itself."""
        announced = {"limit": limit, "url_length": url_length}
        known = {name: value for name, value in announced.items() if value is not None}
        length = LengthRule.model_validate({**self.length.model_dump(), **known})
        return self.model_copy(update={"length": length})


def statements(part: BaseModel, place: str = "") -> Iterator[tuple[str, Rule]]:
    """Every sourced statement of a model, however deep, with its place in the file: `kinds.post`."""
    for name in type(part).model_fields:
        value, where = getattr(part, name), f"{place}{name}"
        if isinstance(value, Rule):
            yield where, value
        elif isinstance(value, BaseModel):
            yield from statements(value, f"{where}.")
