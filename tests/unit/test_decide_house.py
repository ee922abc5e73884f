"""The house: people, roles, accounts, policy, code of conduct."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from samverkan_flow.domain import commands as c
from samverkan_flow.domain import events as e
from samverkan_flow.domain.context import Guard, Rollback
from samverkan_flow.domain.errors import InvalidInput
from samverkan_flow.domain.guards import housekeeping as hk
from samverkan_flow.domain.house import CALENDAR, House
from samverkan_flow.domain.policy import sha256_of
from samverkan_flow.domain.values import Personal
from tests import builders as b
from tests.unit.givens import HOUSE, POLICY_TEXT, SETTLED_IN, VIA, clauses_in_house, code, house, in_house

ADD = c.AddPerson(handle="e.ny", name="Eva Ny", roles=("officer",))
GRANT = c.GrantRole(handle="h.ek", role="evaluator")
REVOKE = c.RevokeRole(handle="h.ek", role="officer")
BIND = c.BindAccount(handle="h.ek", account="cli:hanna")
UNBIND = c.UnbindAccount(handle="h.ek", account="cli:hanna")
MAIL = c.SetMail(handle="h.ek", mail="hanna.ek@example.org")
PUBLISH = c.PublishCode(
    version="2026", in_force_from=date(2026, 7, 1), document=b.a_document("code 2026.pdf")
)
NEWER = POLICY_TEXT.replace('version = "2026-1"', 'version = "2027-1"', 1)
ADOPT = c.AdoptPolicy(text=NEWER, in_force_from=date(2027, 1, 1))

CASES: tuple[tuple[Guard, c.Command, dict[str, Any], list[str]], ...] = (
    (hk.handle_is_free, ADD, {"handle": "h.ek"}, ["R1"]),
    (hk.handle_is_free, ADD, {"handle": CALENDAR}, ["R1"]),
    (hk.handle_is_free, ADD, {"handle": ""}, ["R1"]),
    (hk.handle_is_free, ADD, {"name": " "}, ["R1"]),
    (hk.handle_is_free, ADD, {"roles": ("king",)}, ["R1"]),
    (hk.person_is_known, GRANT, {"handle": "stranger"}, ["R1"]),
    (hk.person_is_known, REVOKE, {"handle": ""}, ["R1"]),
    (hk.person_is_known, BIND, {"handle": "stranger"}, ["R1"]),
    (hk.role_can_be_granted, GRANT, {"role": "king"}, ["R1"]),
    (hk.role_can_be_granted, GRANT, {"role": "officer"}, ["R1"]),
    (hk.role_can_be_granted, GRANT, {"handle": "a.ny"}, ["R3"]),
    (hk.role_can_be_revoked, REVOKE, {"role": "treasurer"}, ["R1"]),
    (hk.role_can_be_revoked, REVOKE, {"handle": "a.ny", "role": "administrator"}, ["R1"]),
    (hk.account_is_new, BIND, {"account": " "}, ["R6"]),
    (hk.account_is_new, BIND, {"account": "hanna"}, ["R6"]),
    (
        hk.nobody_locks_themselves_out,
        replace(BIND, handle="a.ny", account=VIA),
        {"account": "cli:anna"},
        ["R6"],
    ),
    (hk.policy_is_new, ADOPT, {"text": POLICY_TEXT}, ["C0"]),
    (hk.policy_is_new, ADOPT, {"text": POLICY_TEXT + "# other words\n"}, ["C0"]),
    (hk.code_is_new, PUBLISH, {"version": ""}, ["C23"]),
    (hk.code_is_new, PUBLISH, {"version": "2025"}, ["C23"]),
    (hk.code_is_new, PUBLISH, {"document": None}, ["C23"]),
    (hk.person_is_known, MAIL, {"handle": "n.obody"}, ["R1"]),
    (hk.mail_is_new, MAIL, {"mail": ""}, ["R1"]),
    (hk.code_is_new, PUBLISH, {"in_force_from": None}, ["C23"]),
)
GUARDS = (*(guard for guard, *_ in CASES), hk.account_is_bound_here, hk.rollback_is_found)
GONE_BACK = Rollback("ROLLED_BACK", 120, 209, "the newest checkpoint seen")


@pytest.mark.parametrize(("guard", "command", "change", "expected"), CASES)
def test_as_good_turns_bad(
    guard: Guard, command: c.Command, change: dict[str, Any], expected: list[str]
) -> None:
    """The whole command is allowed; with one thing changed it is refused under that rule alone."""
    actual = (clauses_in_house(command), clauses_in_house(replace(command, **change)))

    assert ([], expected) == actual


@pytest.mark.parametrize("command", [ADD, GRANT, REVOKE, BIND, PUBLISH, ADOPT], ids=lambda one: one.NAME)
def test_only_administrators_keep_house(command: c.Command) -> None:
    """Nobody but an administrator changes people, policy or code, not even the chief executive."""
    assert ["R1"] == clauses_in_house(command, by="v.norr")


def test_a_person_is_registered_with_the_name_sealed() -> None:
    """A person's name is personal; the handle is what the log shows."""
    expected = (
        e.PersonAdded(handle="e.ny", name=Personal("person:e.ny", "Eva Ny")),
        e.RoleGranted(handle="e.ny", role="officer"),
    )

    actual = in_house(ADD)

    assert expected == actual


def test_a_role_told_twice_is_granted_once() -> None:
    """A role named twice is granted once."""
    events = in_house(replace(ADD, roles=("officer", "officer")))

    assert 2 == len(events)


def test_a_revoked_role_is_gone_and_may_be_granted_again() -> None:
    """Roles are granted and revoked by events; what counts is what is held now."""
    revoked = house(*SETTLED_IN, e.RoleRevoked(handle="h.ek", role="officer"))
    again = c.GrantRole(handle="h.ek", role="officer")

    assert ((), []) == (revoked.people["h.ek"].roles, clauses_in_house(again, house=revoked))


def test_the_last_but_one_administrator_may_go() -> None:
    """With a second administrator the first may be revoked."""
    two = house(*SETTLED_IN, e.RoleGranted(handle="k.ros", role="administrator"))
    command = c.RevokeRole(handle="a.ny", role="administrator")

    assert [] == clauses_in_house(command, house=two)


def test_an_account_is_bound_once() -> None:
    """The same account is not bound twice to the same person."""
    bound = house(*SETTLED_IN, e.AccountBound(handle="h.ek", account="cli:hanna"))

    assert ["R6"] == clauses_in_house(BIND, house=bound)


def test_a_policy_is_adopted_with_its_text_and_hash() -> None:
    """The very text stands in the event, with its SHA-256 (C0)."""
    (event,) = in_house(ADOPT)

    assert (
        e.PolicyAdopted(version="2027-1", in_force_from=date(2027, 1, 1), sha256=sha256_of(NEWER), text=NEWER)
        == event
    )


def test_a_policy_that_cannot_be_read_is_malformed() -> None:
    """A policy text that does not parse is malformed input, with its line."""
    with pytest.raises(InvalidInput) as caught:
        in_house(c.AdoptPolicy(text="version = \nid = 1"))

    assert "line 1" in caught.value.message


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2024, 12, 31), None),
        (date(2025, 1, 1), "2025"),
        (date(2026, 6, 30), "2025"),
        (date(2026, 7, 1), "2026"),
    ],
)
def test_the_code_in_force_on_a_day(on: date, expected: str | None) -> None:
    """A code is in force from its first day until the next one's."""
    home = house(*SETTLED_IN, code("2026", date(2026, 7, 1)))
    in_force = home.code_in_force(on)

    assert expected == (in_force.version if in_force else None)


@pytest.mark.parametrize("on", [date(2025, 12, 31), date(2026, 1, 1)])
def test_the_policy_in_force_on_a_day(on: date) -> None:
    """A policy is in force from its first day on."""
    in_force = HOUSE.policy_in_force(on)

    assert (on.year == 2026) == (in_force is not None)


def test_a_person_holds_the_highest_of_their_levels() -> None:
    """Of several levels the highest counts; without one there is none."""
    both = house(*SETTLED_IN, e.RoleGranted(handle="s.alm", role="chief-executive"))

    assert ("chief-executive", "") == (both.people["s.alm"].level, both.people["h.ek"].level)


def test_a_rollback_is_accepted_with_its_reason_and_the_checkpoint_given_up() -> None:
    """What an administrator accepts is that the log has gone back; the checkpoint it fell behind stays on record."""
    accept = c.AcceptRollback(because="the disk is lost, this is the backup of yesterday")

    (event,) = in_house(accept, rollback=GONE_BACK)

    assert e.RollbackAccepted("ROLLED_BACK", 120, 209, "the newest checkpoint seen") == event


@pytest.mark.parametrize(
    ("because", "by", "rollback"),
    [("", "a.ny", GONE_BACK), ("so", "a.ny", None), ("so", "v.norr", GONE_BACK)],
    ids=["without a reason", "nothing has gone back", "by the chief executive"],
)
def test_no_other_rollback_is_accepted(because: str, by: str, rollback: Rollback | None) -> None:
    """A reason, a log that has gone back, and an administrator: none may be missing (R1, R5)."""
    refused = clauses_in_house(c.AcceptRollback(because=because), by=by, rollback=rollback)

    assert [["R1"] if by == "v.norr" else ["R5"]] == [refused]


def test_the_house_knows_no_other_event() -> None:
    """The house refuses to be changed by an event it does not know."""
    with pytest.raises(ValueError, match="knows no event"):
        house(e.PartnershipScreened())


def test_a_house_begins_with_nothing() -> None:
    """Before its first event a house has nobody and nothing in force."""
    assert (None, {}) == (House().policy_in_force(date(2030, 1, 1)), House().people)


def test_a_bound_account_is_released_and_no_other() -> None:
    """Who lost an account is released from it; what was never bound is not (R6)."""
    bound = house(*SETTLED_IN, e.AccountBound("h.ek", "cli:hanna"))

    assert ([], ["R6"]) == (clauses_in_house(UNBIND, house=bound), clauses_in_house(UNBIND))


def test_an_administrator_keeps_the_account_in_use() -> None:
    """Nobody releases themselves from the account they act from, while another is bound (R6)."""
    bound = house(*SETTLED_IN, e.AccountBound("a.ny", VIA), e.AccountBound("a.ny", "cli:anna"))

    refused = clauses_in_house(c.UnbindAccount(handle="a.ny", account=VIA), house=bound)

    assert ["R6"] == refused


def test_a_mail_address_is_sealed_with_the_person_and_a_later_one_takes_its_place() -> None:
    """The address is a personal field of the person, and the house knows the latest."""
    (event,) = in_house(MAIL)
    moved = house(*SETTLED_IN, event, *in_house(replace(MAIL, mail="h.ek@example.net")))

    assert e.PersonMailSet("h.ek", Personal("person:h.ek", "hanna.ek@example.org")) == event
    assert Personal("person:h.ek", "h.ek@example.net") == moved.people["h.ek"].mail
    assert ["R1"] == clauses_in_house(replace(MAIL, mail="h.ek@example.net"), house=moved)


@pytest.mark.parametrize(
    "mail",
    [
        "hanna.ek",
        "hanna@ek@example.org",
        "@example.net",
        "hanna@",
        "hanna@example.org\nBcc: others@example.org",
        "hanna@example.org\r",
        "Hanna Ek <hanna@example.org>",
        "hanna @example.org",
        '"hanna ek"@example.org',
        "hanna@-example.org",
        "hanna@example..org",
        ".hanna@example.org",
        "hanna@example.org,ulla@example.org",
        "h\u00e5kan@example.org",
        "hanna@example.org\x00",
        "h" * 65 + "@example.org",
        "h@" + ".".join(["e" * 60] * 5),
    ],
)
def test_what_is_no_address_is_malformed_and_not_repeated(mail: str) -> None:
    """One plain address, or nothing: no name, no second one, no line break; what was typed is not told (R1)."""
    with pytest.raises(InvalidInput) as caught:
        in_house(replace(MAIL, mail=mail))

    assert ("mail", False) == (caught.value.field, mail in caught.value.message + caught.value.hint)


@pytest.mark.parametrize(
    "mail", ["a@b", "h.ek+partners@mail.example.org", "o'neill@example.org", "h@localhost"]
)
def test_plain_addresses_are_taken(mail: str) -> None:
    """What people have as addresses is taken, within a house too."""
    assert [] == clauses_in_house(replace(MAIL, mail=mail))
