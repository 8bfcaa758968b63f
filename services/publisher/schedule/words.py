"""A slot, or the lack of one, in words: English and Indonesian.

`explain(slot, "en")` gives "Tuesday 24 November, 09:10 because ...". Every `Code` has a sentence in both
languages; a language we do not speak gets English. Times are on the person's wall clock, written as the web app
writes them: 09:10, and 09.10 in Indonesian; a time that occurs twice in the night the clocks go back also says
its offset.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from services.publisher.schedule.values import Code, NoSlot, Reason, Rhythm, Slot

_DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
}
_MONTHS = {
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    "id": (
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ),
}
# As Intl.DateTimeFormat has it for en-GB and id.
_DATE = {"en": "{day} {number} {month}, {clock}", "id": "{day}, {number} {month}, {clock}"}
_CLOCK = {"en": "{:02}:{:02}", "id": "{:02}.{:02}"}
_BECAUSE = {"en": "because", "id": "karena"}
_AND = {"en": "and", "id": "dan"}

_WORDS: Mapping[str, Mapping[Code, str]] = {
    "en": {
        Code.ASKED_NOW: "you asked for now",
        Code.PICKED: "you picked this time",
        Code.PICKED_TIME_PAST: "the time you picked is over and this is the next moment",
        Code.MOVED_FOR_SPACING: "it moved {minutes} min to stay {spacing} min away from your other posts",
        Code.MOVED_FOR_CAP: "the day before already has your {cap:post|posts}",
        Code.OWN_WORD_OVER_QUIET_HOURS: "your own choice of time goes before your quiet hours",
        Code.OWN_WORD_OVER_REST_DAY: "your own choice of time goes before your days off",
        Code.SPREAD: "it is spread over {days:day|days} on which you have the fewest posts ({posts} so far)",
        Code.SENSIBLE_HOURS: "it is outside your quiet hours ({quiet_from} - {quiet_until})",
        Code.SPACED: "it keeps {spacing} min to your other posts",
        Code.WINDOW_OVER: "The time in which this could go out is over.",
        Code.REST_DAYS: "The time in which this could go out holds none of the days on which you post.",
        Code.QUIET_HOURS: "All of the time left is within your quiet hours ({quiet_from} - {quiet_until}).",
        Code.DAILY_CAP: "Your account already has its {cap:post|posts} on every day that is left.",
        Code.SPACING: "Your other posts leave no gap of {spacing} min in the time that is left.",
    },
    "id": {
        Code.ASKED_NOW: "Anda meminta sekarang",
        Code.PICKED: "Anda memilih waktu ini",
        Code.PICKED_TIME_PAST: "waktu pilihan Anda sudah lewat dan ini saat berikutnya",
        Code.MOVED_FOR_SPACING: "digeser {minutes} menit agar {spacing} menit dari kiriman Anda yang lain",
        Code.MOVED_FOR_CAP: "hari sebelumnya sudah berisi {cap} kiriman Anda",
        Code.OWN_WORD_OVER_QUIET_HOURS: "pilihan waktu Anda sendiri mendahului jam tenang Anda",
        Code.OWN_WORD_OVER_REST_DAY: "pilihan waktu Anda sendiri mendahului hari libur Anda",
        Code.SPREAD: "disebar ke {days} hari Anda dengan kiriman paling sedikit (sejauh ini {posts})",
        Code.SENSIBLE_HOURS: "di luar jam tenang Anda ({quiet_from} - {quiet_until})",
        Code.SPACED: "berjarak {spacing} menit dari kiriman Anda yang lain",
        Code.WINDOW_OVER: "Waktu untuk menerbitkan ini sudah lewat.",
        Code.REST_DAYS: "Waktu untuk menerbitkan ini tidak memuat hari saat Anda berkirim.",
        Code.QUIET_HOURS: "Semua waktu yang tersisa ada dalam jam tenang Anda ({quiet_from} - {quiet_until}).",
        Code.DAILY_CAP: "Akun Anda sudah berisi {cap} kiriman pada setiap hari yang tersisa.",
        Code.SPACING: "Kiriman Anda yang lain tidak menyisakan jeda {spacing} menit pada waktu yang tersisa.",
    },
}


def explain(slot: Slot, language: str) -> str:
    """The slot's local day and time and all its reasons, as one sentence without a full stop."""
    language = _known(language)
    reasons = [_reason(reason, language) for reason in slot.because]
    if len(reasons) > 1:
        reasons[-2:] = [f"{reasons[-2]} {_AND[language]} {reasons[-1]}"]
    return f"{_when(slot, language)} {_BECAUSE[language]} {', '.join(reasons)}"


def explain_none(none: NoSlot, language: str) -> str:
    """Why there is no slot, as one sentence."""
    return _reason(none.reason, _known(language))


class _Number(int):
    """A number that may be followed by its noun: `{posts:post|posts}` is "1 post", "2 posts"."""

    def __format__(self, nouns: str) -> str:
        if not nouns:
            return str(int(self))
        one, many = nouns.split("|")
        return f"{int(self)} {one if self == 1 else many}"


def _known(language: str) -> str:
    """The primary tag of a language we have words in, else English."""
    primary = language.partition("-")[0].lower()
    return primary if primary in _WORDS else "en"


def _when(slot: Slot, language: str) -> str:
    local = Rhythm(zone=slot.zone).local(slot.at)
    day, month = _DAYS[language][local.weekday()], _MONTHS[language][local.month - 1]
    offset = f" (UTC{local:%z})" if _occurs_twice(local) else ""
    clock = _CLOCK[language].format(local.hour, local.minute)
    return _DATE[language].format(day=day, number=local.day, month=month, clock=clock) + offset


def _occurs_twice(local: datetime) -> bool:
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def _reason(reason: Reason, language: str) -> str:
    shown: dict[str, object] = {name: _Number(number) for name, number in reason.numbers.items()}
    for name in ("quiet_from", "quiet_until"):
        if name in reason.numbers:
            shown[name] = _CLOCK[language].format(*divmod(reason.numbers[name], 60))
    return _WORDS[language][reason.code].format(**shown)
