"""What a person publishes themselves: what they will have to do, said before they approve it. Pure.

Nothing of it is a promise of Restu's: which account it stands on, who may see it and when it happens is theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts.networks import NetworkRules, composer_of
from contracts.values import Kind, Window, timestamp
from services.consent.domain import Terms
from services.consent.facts import AccountFacts

OWN_ACCOUNT = AccountFacts(handle="", max_characters=None, characters_per_url=None, kinds=None)
"""Restu does not learn from which account somebody publishes what they publish themselves."""
YOURSELF = "yourself"


def steps_told(opening: Mapping[str, Any], terms: Terms, rules: NetworkRules) -> dict[str, Any] | None:
    """Whether the words have to be pasted, and what to do in words, by language; None for what Restu publishes."""
    rule = rules.composers[terms.kind]
    if rule is None:
        return None
    composer = composer_of(rule, text=opening["text"], link=opening["link"], target=opening["target"])
    paste = bool(composer.paste)
    return {"paste": paste, "explained": _explained(terms.kind, rules, paste=paste)}


def slot_told(window: Window, rules: NetworkRules) -> dict[str, Any]:
    """In place of a slot: it may be done from now on, by the person, in the window."""
    return {
        "slot_at": timestamp(window.opens_at),
        "because": [YOURSELF],
        "explained": {
            "en": f"as soon as you have approved it, by yourself on {rules.title}",
            "id": f"segera setelah Anda menyetujuinya, oleh Anda sendiri di {rules.title}",
        },
    }


def _explained(kind: Kind, rules: NetworkRules, *, paste: bool) -> dict[str, str]:
    place = rules.title
    if not kind.has_words:
        en = f"Restu opens it on {place}, and you do it there."
        id_ = f"Restu membukanya di {place}, dan Anda melakukannya di sana."
    elif paste:
        en = f"Restu opens {place}. Paste your text there and publish it."
        id_ = f"Restu membuka {place}. Tempelkan teks Anda di sana lalu terbitkan."
    else:
        en = f"Restu opens {place} with your text filled in. You publish it there."
        id_ = f"Restu membuka {place} dengan teks Anda sudah terisi. Anda menerbitkannya di sana."
    if kind is Kind.POST and rules.media.required:
        en += f" {place} asks for an image: add one of your own."
        id_ += f" {place} meminta gambar: tambahkan gambar Anda sendiri."
    return {"en": f"{en} Come back and say so.", "id": f"{id_} Kembalilah dan beri tahu kami."}
