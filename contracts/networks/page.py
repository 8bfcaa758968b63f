"""The tables of docs/networks.md, made from the rules of networks and countries.

`python -m contracts.networks.page` writes them into the page. A test fails when the page and the rules differ, so that
what people read is what the services obey.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from contracts.disclosures import DisclosureText, shipped
from contracts.networks.load import load, names
from contracts.networks.rules import AltTextRule, CostRule, LengthRule, MediaRule, NetworkRules, statements
from contracts.networks.vocabulary import Mentions, Mode
from contracts.values import Kind

PAGE = Path(__file__).parents[2] / "docs" / "networks.md"
_PLACE = re.compile(r"(<!-- table: (?P<name>[a-z]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def filled(page: str) -> str:
    """The page with every table as the rules are now. Raises KeyError for a table that nobody makes."""
    return _PLACE.sub(lambda place: f"{place[1]}{TABLES[place['name']]()}{place[3]}", page)


def main() -> None:
    """Writes the tables into the page."""
    PAGE.write_text(filled(PAGE.read_text("utf-8")), "utf-8")


def _kinds() -> str:
    return _table(
        ["", *(rules.title for rules in _networks())],
        [
            *([kind.value, *(_who(rules, kind) for rules in _networks())] for kind in Kind),
            ["images", *(_bold(rules.media.mode, performed=rules.takes_images(Kind.POST)) for rules in _networks())],
        ],
    )


def _texts() -> str:
    return _table(
        ["", "text", "counted as", "a link counts", "images", "description of an image"],
        [
            [
                rules.title,
                _limit(rules.length),
                _counted(rules.length),
                str(rules.length.url_length or "in full"),
                _images(rules.media),
                _described(rules.alt_text),
            ]
            for rules in _networks()
        ],
    )


def _allowed() -> str:
    return _table(
        [
            "",
            "points",
            "same text of several people",
            "as in a colleague's",
            "own words",
            "may go out later",
            "who may see it",
            "warning",
        ],
        [
            [
                rules.title,
                _yes(rules.rules.points.allowed),
                _yes(rules.rules.identical_text.allowed),
                f"up to {rules.rules.alike.most_percent} %",
                f"{rules.rules.own_words.minimum_percent} %",
                ", ".join(kind for kind in Kind if rules.may_wait(kind)) or "nothing",
                ", ".join(rules.opening.visibilities),
                _yes(rules.opening.content_warning),
            ]
            for rules in _networks()
        ],
    )


def _data() -> str:
    return _table(
        ["", "what was fetched is kept", "cost of a call", "employer to be named", "label of its own"],
        [
            [
                rules.title,
                _days(rules.rules.retention.network_data_days),
                _cost(rules.cost),
                _yes(rules.rules.disclosure.required),
                rules.rules.disclosure.label or "none",
            ]
            for rules in _networks()
        ],
    )


def _disclosures() -> str:
    return _table(
        ["", "needed", "words", "how it is known", "checked", "where it is from"],
        [
            [
                f"{rule.title} ({', '.join(rule.countries)})",
                _yes(rule.required),
                "<br>".join(map(_words, rule.texts)),
                rule.evidence.value,
                rule.checked.isoformat(),
                rule.source.replace("|", "\\|"),
            ]
            for rule in shipped()
        ],
    )


def _words(text: DisclosureText) -> str:
    where = f", on {', '.join(text.networks)}" if text.networks else ""
    return f"{text.text} ({text.language}{where})"


def _sources() -> str:
    rows = [
        [rules.title, f"`{place}`", rule.evidence.value, rule.checked.isoformat(), rule.source.replace("|", "\\|")]
        for rules in _networks()
        for place, rule in statements(rules)
    ]
    return _table(["", "rule", "how it is known", "checked", "where it is from"], rows)


TABLES: Mapping[str, Callable[[], str]] = {
    "kinds": _kinds,
    "texts": _texts,
    "allowed": _allowed,
    "data": _data,
    "disclosures": _disclosures,
    "sources": _sources,
}


def _networks() -> list[NetworkRules]:
    return [load(name) for name in names()]


def _table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _who(rules: NetworkRules, kind: Kind) -> str:
    return _bold(rules.kinds[kind].mode, performed=rules.offers(kind))


def _bold(mode: Mode, *, performed: bool) -> str:
    return f"**{mode}**" if performed else mode.value


def _described(rule: AltTextRule) -> str:
    limit = f"{rule.limit} characters" if rule.limit else "no limit known"
    return f"{limit}, needed" if rule.required else limit


def _limit(rule: LengthRule) -> str:
    return f"{rule.limit}" + (f", and {rule.max_bytes} bytes" if rule.max_bytes else "")


def _counted(rule: LengthRule) -> str:
    more = [", with the warning"] if rule.content_warning_counts else []
    if rule.mentions is Mentions.LOCAL_PART:
        more.append(", a name without its server")
    return rule.unit.value + "".join(more)


def _images(rule: MediaRule) -> str:
    if not rule.images:
        return "none"
    size = f" of {rule.max_bytes} bytes" if rule.max_bytes else ""
    return f"up to {rule.images}{size}" + (", at least one" if rule.required else "")


def _days(days: int | None) -> str:
    if days is None:
        return "as long as its author wants"
    return f"{days} days" if days else "nothing is fetched"


def _cost(rule: CostRule) -> str:
    if not any((rule.post, rule.post_with_link, rule.read)):
        return "nothing"
    return f"{rule.currency} {rule.post} a post, {rule.post_with_link} with a link, {rule.read} a post read"


def _yes(answer: bool) -> str:  # noqa: FBT001 - it is the answer itself
    return "yes" if answer else "no"


if __name__ == "__main__":
    main()
