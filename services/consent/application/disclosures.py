"""Who posts for their employer says so: what is asked of a text, by its author's country and its network.

The rule is the programme's own for the country, else the one that comes with Restu; a country that nobody knows has
the rule for anywhere, so that what is not known is asked for. A preview puts the words in front where they are missing,
to be seen before anything is approved; approving refuses a text without them and never adds anything. Where a content
warning folds the text away, the words are asked of the warning: whoever reads on has been told already. Likes, follows
and reposts have no words and disclose nothing: there is no place for it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any
from uuid import UUID, uuid4

from chassis.event_store import Work
from chassis.vault import Vault
from contracts.disclosures import (
    ANYWHERE,
    CountryRule,
    DisclosureText,
    best,
    disclosure_for,
    said_in,
    seen_first,
    shipped,
    without,
)
from contracts.networks import NetworkRules, UnusableText, links, load, measure, normalise, words_of
from contracts.values import Kind, Network, timestamp
from services.consent.domain import Advocate, DisclosureInvalid, DisclosureMissing, Disclosures, OwnRule
from services.consent.kinds import DISCLOSURE

KEPT = 512
"""Settings whose words are remembered; they never change under their id."""

Texts = tuple[DisclosureText, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of one post: nothing, or that one of `texts` stands in what everybody sees of it (`seen_first`)."""

    kind: Kind
    country: str
    network: NetworkRules
    required: bool
    texts: Texts

    def missing(self, seen: str, language: str) -> str:
        """What is to be put in front of what is seen, nothing where it discloses or need not. Raises UnusableText."""
        if not self.required or said_in(seen, self.texts, network=self.network.name) is not None:
            return ""
        words = best(self.texts, network=self.network.name, language=language)
        assert words is not None  # a rule has words for every network
        return words.text

    def check(self, seen: str, language: str) -> None:
        """Raises DisclosureMissing where what is seen has to disclose and does not."""
        if words := self.missing(seen, language):
            raise DisclosureMissing(country=self.country, text=words)

    def own_part(self, text: str) -> str:
        """The text without what everybody has to say: how much is one's own, and how alike, is seen without it."""
        return without(text, self.texts)

    def told(self, text: str, warning: str, *, added: str) -> dict[str, Any]:
        """What of the post that is shown discloses, whether the preview added it, and why, in words by language."""
        seen = seen_first(text, warning)
        found = said_in(seen, self.texts, network=self.network.name) if self.kind.has_words else None
        label = self.network.rules.disclosure.label
        return {
            "required": self.required,
            "country": self.country,
            "text": found.text if found is not None else None,
            "added": bool(added),
            "in_warning": found is not None and bool(warning),
            "label": label,
            "explained": _explained(self, found=found is not None, added=bool(added), warned=bool(warning)),
        }


class Disclosing:
    """What is asked for, and the programme's own rules."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._kept: OrderedDict[UUID, Texts] = OrderedDict()
        self._lock = Lock()

    def asked(self, work: Work, advocate: Advocate, kind: Kind, network: NetworkRules) -> Asked:
        """What is asked of a text of this person's, of this kind, there. The save rests on the programme's rules."""
        country = advocate.preferences.country or ANYWHERE
        law = disclosure_for(country)
        own = _own_rule(work.find(Disclosures, Disclosures.ID), country, law)
        required = law.required if own is None else own.required
        return Asked(
            kind=kind,
            country=country,
            network=network,
            required=kind.has_words and network.rules.disclosure.required and required,
            texts=self._texts(own, network.name) or law.texts,
        )

    def state(
        self, work: Work, *, country: str, required: bool, texts: Sequence[DisclosureText], by: UUID, at: datetime
    ) -> dict[str, Any]:
        """The programme's own rule for a country; without words, with those of Restu. Raises DisclosureInvalid."""
        words = [_checked(each) for each in texts]
        words_id = uuid4() if words else None
        own = work.find(Disclosures, Disclosures.ID) or work.add(Disclosures(at=at))
        unused = own.state(country, required=required, words_id=words_id, by=by, at=at)
        if words_id is not None:
            stored = [each.model_dump(mode="json") for each in words]
            work.write(self._vault.put(words_id, DISCLOSURE, stored, person=None))
        if unused is not None:
            work.write(self._vault.delete(unused, DISCLOSURE))
        return {"country": country}

    def all(self, work: Work) -> dict[str, Any]:
        """Every rule: those that come with Restu, and the programme's own."""
        own = work.find(Disclosures, Disclosures.ID)
        return {
            "shipped": [rule.model_dump(mode="json") for rule in shipped()],
            "own": [
                {
                    "country": country,
                    "required": rule.required,
                    "texts": [each.model_dump(mode="json") for each in self._words(rule)],
                    "stated_at": timestamp(rule.stated_at),
                }
                for country, rule in sorted(own.rules.items() if own is not None else ())
            ],
        }

    def _texts(self, rule: OwnRule | None, network: Network) -> Texts:
        """The programme's own words, where some are for this network."""
        words = self._words(rule) if rule is not None else ()
        return words if any(each.is_for(network) for each in words) else ()

    def _words(self, rule: OwnRule) -> Texts:
        if rule.words_id is None:
            return ()
        with self._lock:
            if (kept := self._kept.get(rule.words_id)) is not None:
                return kept
        stored = self._vault.open(rule.words_id, DISCLOSURE) or ()
        words = tuple(DisclosureText.model_validate(each) for each in stored)
        if words:  # a row that is missing may be there again: another setting deletes it, and that undoes this work
            with self._lock:
                self._kept[rule.words_id] = words
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
        return words


def _own_rule(own: Disclosures | None, country: str, law: CountryRule) -> OwnRule | None:
    """The programme's rule for a country; where Restu has none for it, the programme's for anywhere."""
    if own is None:
        return None
    anywhere = own.rules.get(ANYWHERE) if ANYWHERE in law.countries else None
    return own.rules.get(country, anywhere)


def _checked(words: DisclosureText) -> DisclosureText:
    """In one spelling. Raises DisclosureInvalid for what could not be found again, or fills a post by itself."""
    try:
        text = " ".join(normalise(words.text).split())
    except UnusableText as error:
        raise DisclosureInvalid(f"these words cannot be published: {error.code}; nothing was changed") from error
    if not words_of(text) or links(text):
        raise DisclosureInvalid("a disclosure has words and no links; nothing was changed")
    for network in words.networks or tuple(Network):
        length = measure(text, load(network))
        if 2 * length.used > length.limit:
            raise DisclosureInvalid(
                f"“{text}” takes {length.used} of {length.limit} {length.unit} on {network}, which leaves too little "
                "to say: shorten it, or say which networks it is for; nothing was changed"
            )
    return words.model_copy(update={"text": text})


def _explained(asked: Asked, *, found: bool, added: bool, warned: bool) -> dict[str, str]:
    if not asked.kind.has_words:
        return {
            "en": f"A {asked.kind} has no words of yours: nothing has to be said with it.",
            "id": f"Tidak ada kata-kata Anda pada {asked.kind}: tidak perlu pernyataan.",
        }
    if added and warned:
        en = (
            "Your warning folds the text away, so it says that you work there: that stands in front of the warning "
            "now, and is part of what you approve."
        )
        id_ = (
            "Peringatan Anda melipat teks, jadi pernyataan bahwa Anda bekerja untuk perusahaan ditambahkan di awal "
            "peringatan, dan ikut Anda setujui."
        )
    elif added:
        en = "It says that you work there: that stands in front now, and is part of what you approve."
        id_ = "Pernyataan bahwa Anda bekerja untuk perusahaan ditambahkan di awal, dan ikut Anda setujui."
    elif found and warned:
        en, id_ = "Your warning says that you work there.", "Peringatan Anda menyebutkan bahwa Anda bekerja di sana."
    elif found:
        en, id_ = "Your text says that you work there.", "Teks Anda menyebutkan bahwa Anda bekerja di sana."
    else:
        en, id_ = "It need not say that you work there.", "Tidak perlu menyebutkan bahwa Anda bekerja di sana."
    if asked.required and (label := asked.network.rules.disclosure.label) is not None:
        en += f" {asked.network.title} has a label of its own, “{label}”, which Restu cannot set."
        id_ += f" {asked.network.title} punya label sendiri, “{label}”, yang tidak dapat dipasang oleh Restu."
    return {"en": en, "id": id_}
