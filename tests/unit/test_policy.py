"""The policy as data: parsed, whole, hashed; a fault names its line and its field."""

from collections.abc import Callable

import pytest

from samverkan_flow.domain.errors import InvalidInput
from samverkan_flow.domain.money import Money
from samverkan_flow.domain.policy import CLAUSE_IDS, RULE_IDS, level_covers, parse_policy, sha256_of
from tests.unit.givens import POLICY, POLICY_TEXT

LINES = POLICY_TEXT.split("\n")


def line_with(start: str) -> int:
    """Returns the number of the first line that starts so."""
    return next(number for number, line in enumerate(LINES, 1) if line.startswith(start))


def within(table: str, key: str) -> int:
    """Returns the number of a key's line inside a table."""
    begun = line_with(f"[{table}]")
    return next(
        number for number, line in enumerate(LINES, 1) if number > begun and line.startswith(f"{key} =")
    )


def swapped(old: str, new: str) -> Callable[[], str]:
    """Returns a change of the first place where a text stands."""
    assert old in POLICY_TEXT
    return lambda: POLICY_TEXT.replace(old, new, 1)


def line_changed(number: int, new: str) -> Callable[[], str]:
    """Returns a change of one whole line."""
    return lambda: "\n".join([*LINES[: number - 1], new, *LINES[number:]])


def without_table(table: str) -> Callable[[], str]:
    """Returns the policy without one table."""

    def change() -> str:
        begun = line_with(f"[{table}]") - 1
        after = next(n for n, line in enumerate(LINES) if n > begun and line.startswith("["))
        return "\n".join(LINES[:begun] + LINES[after:])

    return change


FAULTS: dict[str, tuple[Callable[[], str], int | None, str]] = {
    "a threshold is a text": (
        swapped("breach_decision_days = 14", 'breach_decision_days = "14"'),
        line_with("breach_decision_days"),
        "thresholds.breach_decision_days",
    ),
    "a threshold is a float": (
        swapped("breach_decision_days = 14", "breach_decision_days = 14.5"),
        line_with("breach_decision_days"),
        "thresholds.breach_decision_days",
    ),
    "a threshold is true": (
        swapped("breach_decision_days = 14", "breach_decision_days = true"),
        line_with("breach_decision_days"),
        "thresholds.breach_decision_days",
    ),
    "evaluation less than yearly": (
        swapped("evaluation_interval_months = 12", "evaluation_interval_months = 13"),
        line_with("evaluation_interval_months"),
        "thresholds.evaluation_interval_months",
    ),
    "no days at all": (
        swapped("confirmation_days = 7", "confirmation_days = 0"),
        line_with("confirmation_days"),
        "thresholds.confirmation_days",
    ),
    "an enormous number": (
        swapped("confirmation_days = 7", "confirmation_days = 99999999999999999999"),
        line_with("confirmation_days"),
        "thresholds.confirmation_days",
    ),
    "a threshold is missing": (
        swapped("settlement_days = 60", "# none"), line_with("[thresholds]"), "thresholds.settlement_days",
    ),
    "an unknown threshold": (
        swapped("settlement_days = 60", "settlement_days = 60\ngrace_days = 5"),
        line_with("settlement_days") + 1,
        "thresholds.grace_days",
    ),
    "an unknown field at the top": (swapped('currency = "SEK"', 'currency = "SEK"\nlogo = "x"'), None, "logo"),
    "another currency": (swapped('currency = "SEK"', 'currency = "EUR"'), line_with("currency"), "currency"),
    "no date": (swapped("dated = 2026-01-01", 'dated = "soon"'), line_with("dated"), "dated"),
    "a version with spaces": (swapped('version = "2026-1"', 'version = "2026 1"'), line_with("version"), "version"),
    "a version is missing": (swapped('version = "2026-1"', ""), None, "version"),
    "a level nobody has": (
        swapped('high_risk_level = "head-of-communications"', 'high_risk_level = "king"'),
        line_with("high_risk_level"),
        "thresholds.high_risk_level",
    ),
    "delegation as a number": (
        swapped('up_to = "1 000 000 kr"', "up_to = 1000000"), line_with('up_to = "1 000 000 kr"'), "delegation[2].up_to",
    ),
    "delegation as a float": (
        swapped('up_to = "100 000 kr"', "up_to = 100000.0"), line_with('up_to = "100 000 kr"'), "delegation[1].up_to",
    ),
    "delegation to nobody": (
        swapped('level = "chief-executive"', 'level = "board"'), line_with('level = "chief-executive"'),
        "delegation[3].level",
    ),
    "delegation does not rise": (
        swapped('up_to = "1 000 000 kr"', 'up_to = "50 000 kr"'), line_with("[[delegation]]"), "delegation",
    ),
    "delegation from nothing": (
        swapped('up_to = "100 000 kr"', 'up_to = "0 kr"'), line_with("[[delegation]]"), "delegation",
    ),
    "delegation without end": (
        swapped('up_to = "1 000 000 kr"\n', ""), line_with("[[delegation]]"), "delegation",
    ),
    "a clause is missing": (without_table("clauses.C30"), None, "clauses.C30"),
    "a clause too many": (
        swapped("[clauses.C30]", "[clauses.C99]"), line_with("[clauses.C30]"), "clauses.C99",
    ),
    "a rule is missing": (without_table("rules.R4"), None, "rules.R4"),
    "a role is missing": (without_table("roles.auditor"), None, "roles.auditor"),
    "a clause of no kind": (line_changed(within("clauses.C36", "kind"), "kind = []"), within("clauses.C36", "kind"),
                            "clauses.C36.kind"),
    "a clause of an unknown kind": (
        line_changed(within("clauses.C36", "kind"), 'kind = ["wish"]'), within("clauses.C36", "kind"),
        "clauses.C36.kind[1]",
    ),
    "a clause without words": (
        line_changed(within("clauses.C24", "en"), 'en = ""'), within("clauses.C24", "en"), "clauses.C24.en",
    ),
    "a clause without Swedish": (
        line_changed(within("clauses.C24", "sv"), ""), line_with("[clauses.C24]"), "clauses.C24.sv",
    ),
    "a clause with a field too many": (
        line_changed(within("clauses.C24", "place"), 'place = "x"\npenalty = 5'), within("clauses.C24", "place") + 1,
        "clauses.C24.penalty",
    ),
    "an exception nobody may grant": (
        line_changed(within("clauses.C13", "exception"), 'exception = "auditor"'), within("clauses.C13", "exception"),
        "clauses.C13.exception",
    ),
    "a rule without words": (line_changed(within("rules.R5", "sv"), "sv = 5"), within("rules.R5", "sv"), "rules.R5.sv"),
    "a role in one language": (
        line_changed(within("roles.owner", "en"), ""), line_with("[roles.owner]"), "roles.owner.en",
    ),
    "too little text": (lambda: "", None, "id"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "line", "field"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_names_its_line_and_its_field(
    change: Callable[[], str], line: int | None, field: str
) -> None:
    """What is wrong with a policy is told by line and field, before anything is adopted."""
    with pytest.raises(InvalidInput) as caught:
        parse_policy(change())

    named_line, _, named_field = caught.value.field.partition(", ")
    assert (field, f"line {line}" if line else named_line) == (named_field, named_line)


TEXTS = {
    "not TOML": (POLICY_TEXT + "\n[clauses.C1\n", "is not TOML"),
    "a table twice": (POLICY_TEXT + "\n[clauses.C1]\n", "is not TOML"),
    "a key twice": (POLICY_TEXT.replace('id = "', 'id = "x"\nid = "', 1), "is not TOML"),
    "a date that does not exist": (POLICY_TEXT.replace("2026-01-01", "2026-02-30", 1), "is not TOML"),
    "a NUL": (POLICY_TEXT + "\x00", "U+0000"),
    "a direction change": (POLICY_TEXT + "# \u202e", "U+202E"),
    "a byte order mark": ("\ufeff" + POLICY_TEXT, "U+FEFF"),
    "a million characters": ("#" * 1_000_001, "characters"),
    "10 000 lists deep": ("x = " + "[" * 10_000, "nested too deeply"),
    "a number of 5 000 digits": ("x = " + "9" * 5_000, "too many digits"),
}


@pytest.mark.parametrize(("text", "told"), TEXTS.values(), ids=TEXTS.keys())
def test_what_is_no_policy_file(text: str, told: str) -> None:
    """What cannot be read as a policy file is told so, never by another error."""
    with pytest.raises(InvalidInput) as caught:
        parse_policy(text)

    assert told in caught.value.message


def test_10_000_keys_deep() -> None:
    """Tables nested by dots are told as unknown fields."""
    with pytest.raises(InvalidInput):
        parse_policy(".".join("a" * 10_000) + " = 1")


def test_the_packaged_policy_is_whole() -> None:
    """The policy that comes with the product has every clause and every rule, in two languages."""
    assert (CLAUSE_IDS, RULE_IDS) == (tuple(POLICY.clauses), tuple(POLICY.rules))


def test_every_reading_is_told() -> None:
    """Each of the readings T1-T17 stands in some clause."""
    told = " ".join(clause.reading.en for clause in POLICY.clauses.values() if clause.reading)

    assert [] == [f"T{number}" for number in range(1, 18) if f"T{number}" not in told]


@pytest.mark.parametrize("clause", CLAUSE_IDS)
def test_each_clause_speaks_both_languages(clause: str) -> None:
    """A clause says in Swedish and in English what it asks and what satisfies it."""
    one = POLICY.clauses[clause]

    assert [] == [
        text for text in (one.sv, one.en, one.short.sv, one.short.en, one.satisfied_by.sv) if not text.strip()
    ]


def test_language_falls_back_to_english() -> None:
    """Swedish is told in Swedish, every other language in English."""
    words = POLICY.title

    assert (words.sv, words.en, words.en) == tuple(words.in_language(one) for one in ("sv", "en", "de"))


def test_the_hash_is_of_the_bytes() -> None:
    """The SHA-256 is of the very text, so that one changed sign shows."""
    assert sha256_of(POLICY_TEXT) != sha256_of(POLICY_TEXT + " ")


def test_delegation_steps() -> None:
    """The lowest level that covers an amount is named."""
    amounts = (0, 100_000_00, 100_000_01, 1_000_000_00, 1_000_000_01)

    assert ["partnership-lead"] * 2 + ["head-of-communications"] * 2 + ["chief-executive"] == [
        POLICY.level_for(Money(ore)) for ore in amounts
    ]


@pytest.mark.parametrize(
    ("held", "wanted", "covers"),
    [
        ("partnership-lead", "partnership-lead", True),
        ("chief-executive", "partnership-lead", True),
        ("partnership-lead", "chief-executive", False),
        ("", "partnership-lead", False),
        ("auditor", "partnership-lead", False),
    ],
)
def test_a_level_means_this_or_higher(held: str, wanted: str, covers: bool) -> None:
    """A level stands for itself and every one above it (T9)."""
    assert covers == level_covers(held, wanted)


def test_exceptions_are_allowed_by_the_policy_alone() -> None:
    """Exactly these clauses take an exception (T11)."""
    allowed = [clause for clause in CLAUSE_IDS if POLICY.exception_level(clause)]

    assert (["C5", "C8", "C11", "C13", "C15", "C20", "C32"], None) == (allowed, POLICY.exception_level("C99"))
