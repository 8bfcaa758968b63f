"""The tables of docs/networks.md, made from the rules of networks and countries.

`python -m contracts.networks.page` writes them into the page. A test fails when the page and the rules differ, so that
what people read is what the services obey.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from contracts.disclosures import DisclosureText, shipped
from contracts.networks.composers import ComposerRule
from contracts.networks.load import load, names
from contracts.networks.rule import Rule
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
                ", ".join(kind for kind in Kind if kind in rules.rules.schedule.kinds) or "nothing",
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
                *_known(rule),
            ]
            for rule in shipped()
        ],
    )


def _known(rule: Rule) -> list[str]:
    """How it is known, when somebody looked, where it is from."""
    return [rule.evidence.value, rule.checked.isoformat(), rule.source.replace("|", "\\|")]


def _words(text: DisclosureText) -> str:
    where = f", on {', '.join(text.networks)}" if text.networks else ""
    return f"{text.text} ({text.language}{where})"


def _sources() -> str:
    rows = [[rules.title, f"`{place}`", *_known(rule)] for rules in _networks() for place, rule in statements(rules)]
    return _table(["", "rule", "how it is known", "checked", "where it is from"], rows)


def _composers() -> str:
    rows = [
        [rules.title, kind.value, f"`{rule.address}`", f"`{rule.otherwise}`", _pasted(kind, rule)]
        for rules in _networks()
        for kind in Kind
        if (rule := rules.composers[kind]) is not None
    ]
    return _table(["", "kind", "what is opened", "otherwise", "the text"], rows)


TABLES: Mapping[str, Callable[[], str]] = {
    "kinds": _kinds,
    "texts": _texts,
    "allowed": _allowed,
    "data": _data,
    "disclosures": _disclosures,
    "composers": _composers,
    "sources": _sources,
}


def _networks() -> list[NetworkRules]:
    return [load(name) for name in names()]


def _table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _who(rules: NetworkRules, kind: Kind) -> str:
    mode = rules.kinds[kind].mode
    if rules.hands_over(kind):
        return "**assisted**" if mode is Mode.ASSISTED else f"**assisted**, {mode} is possible"
    return _bold(mode, performed=rules.sends(kind))


def _bold(mode: Mode, *, performed: bool) -> str:
    return f"**{mode}**" if performed else mode.value


def _pasted(kind: Kind, rule: ComposerRule) -> str:
    if not kind.has_words:
        return "there is none"
    return "is filled in" if "text" in rule.carried else "is pasted"


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
