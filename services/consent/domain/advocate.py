"""People who take part, and the groups they are in. Names and addresses are in the vault, under the same ids."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from contracts.values import Role, check_time_zone
from services.consent.domain.errors import NotTakingPart, UnknownTimeZone


@dataclass(frozen=True, slots=True)
class Preferences:
    """How somebody wants posts spread. Quiet hours are minutes after local midnight, weekdays count from Monday = 0.

    `country` (ISO 3166-1 alpha-2, None = not said): whose law their posts are under. `topics` and `languages` (BCP 47):
    what they like to be asked for; none chosen = all alike.
    """

    language: str = "en"
    time_zone: str = "UTC"
    quiet_from: int = 20 * 60
    quiet_to: int = 8 * 60
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    spacing_minutes: int = 45
    daily_cap: int = 3
    listed: bool = True
    country: str | None = None
    topics: tuple[UUID, ...] = ()
    languages: tuple[str, ...] = ()

    def check(self) -> None:
        """Raises UnknownTimeZone."""
        try:
            check_time_zone(self.time_zone)
        except ValueError as error:
            raise UnknownTimeZone(f"{self.time_zone} is no IANA time zone, such as Asia/Jakarta") from error


class Advocate(Aggregate):
    """One person. Taking part is itself consent: it begins by joining and ends by leaving or erasure, for good."""

    TOPIC = "consent.Advocate"

    class Created(Aggregate.Created):
        """What begins an advocate."""

        TOPIC = "consent.Advocate.Created"

    class Joined(Created):
        """The person takes part."""

        TOPIC = "consent.Advocate.Joined"

        at: datetime

    class RolesChanged(Aggregate.Event):
        """All roles the person has now."""

        TOPIC = "consent.Advocate.RolesChanged"

        roles: tuple[Role, ...]
        at: datetime

    class GroupsChanged(Aggregate.Event):
        """All groups the person is in now."""

        TOPIC = "consent.Advocate.GroupsChanged"

        groups: tuple[UUID, ...]
        at: datetime

    class PreferencesChanged(Aggregate.Event):
        """How the person wants posts spread from now on."""

        TOPIC = "consent.Advocate.PreferencesChanged"

        preferences: Preferences
        at: datetime

    class Left(Aggregate.Event):
        """The person no longer takes part."""

        TOPIC = "consent.Advocate.Left"

        at: datetime

    class Erased(Aggregate.Event):
        """What is known of the person was deleted."""

        TOPIC = "consent.Advocate.Erased"

        at: datetime

    joined_at: datetime
    roles: frozenset[Role]
    groups: frozenset[UUID]
    preferences: Preferences
    stated: int
    left: bool
    erased: bool

    @event(Joined)
    def __init__(
        self,
        *,
        id: UUID,  # noqa: A002 - the library's name; random, made at the edge
        at: datetime,
    ) -> None:
        self.joined_at = at
        self.roles = frozenset({Role.ADVOCATE})
        self.groups = frozenset()
        self.preferences = Preferences()
        self.stated = 0
        self.left = False
        self.erased = False

    @property
    def active(self) -> bool:
        """Whether the person takes part."""
        return not self.left and not self.erased

    @property
    def has_chosen(self) -> bool:
        """Whether the preferences are the person's own: the first that are stated are the organisation's."""
        return self.stated > 1

    def check_active(self) -> None:
        """Raises NotTakingPart."""
        if not self.active:
            raise NotTakingPart("this person no longer takes part; nothing was changed")

    def change_roles(self, roles: frozenset[Role], *, at: datetime) -> None:
        """Everybody who takes part stays an advocate. Raises NotTakingPart."""
        self.check_active()
        wanted = roles | {Role.ADVOCATE}
        if wanted != self.roles:
            self._roles_changed(roles=tuple(sorted(wanted)), at=at)

    def change_groups(self, groups: frozenset[UUID], *, at: datetime) -> None:
        """In exactly these groups. Raises NotTakingPart."""
        self.check_active()
        if groups != self.groups:
            self._groups_changed(groups=tuple(sorted(groups)), at=at)

    def prefer(self, preferences: Preferences, *, at: datetime) -> None:
        """Takes new preferences, stated even when they are the first ones. Raises NotTakingPart, UnknownTimeZone."""
        self.check_active()
        preferences.check()
        self._preferences_changed(preferences=preferences, at=at)

    def leave(self, *, at: datetime) -> None:
        """No longer takes part. Leaving twice changes nothing."""
        if self.active:
            self._left(at=at)

    def erase(self, *, at: datetime) -> None:
        """Leaves, and what is known of the person is deleted. Twice changes nothing."""
        self.leave(at=at)
        if not self.erased:
            self._erased(at=at)

    @event(RolesChanged)
    def _roles_changed(self, *, roles: tuple[Role, ...], at: datetime) -> None:
        self.roles = frozenset(roles)

    @event(GroupsChanged)
    def _groups_changed(self, *, groups: tuple[UUID, ...], at: datetime) -> None:
        self.groups = frozenset(groups)

    @event(PreferencesChanged)
    def _preferences_changed(self, *, preferences: Preferences, at: datetime) -> None:
        self.preferences = preferences
        self.stated += 1

    @event(Left)
    def _left(self, *, at: datetime) -> None:
        self.left = True

    @event(Erased)
    def _erased(self, *, at: datetime) -> None:
        self.erased = True
        self.roles = frozenset()
        self.groups = frozenset()


class Group(Aggregate):
    """People to whom activities can be offered together. Who is in it is on each advocate; its name is in the vault."""

    TOPIC = "consent.Group"

    class Created(Aggregate.Created):
        """What begins a group."""

        TOPIC = "consent.Group.Created"

    class Formed(Created):
        """The group exists."""

        TOPIC = "consent.Group.Formed"

        at: datetime

    formed_at: datetime

    @event(Formed)
    def __init__(
        self,
        *,
        id: UUID,  # noqa: A002 - the library's name; random, made at the edge
        at: datetime,
    ) -> None:
        self.formed_at = at
