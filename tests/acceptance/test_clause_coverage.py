"""Every clause in scope has a scenario that accepts and one that refuses; the features are well-formed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from gherkin.parser import Parser

from samverkan_flow.domain.policy import CLAUSE_IDS, RULE_IDS
from tests.acceptance.test_features import FEATURES

OUT_OF_SCOPE: dict[str, str] = {}
"""Clauses whose commands do not exist yet."""

NOTHING_TO_REFUSE = {
    "C12": "stability is a reason for other clauses; the relationship is shown, and nothing is asked for",
    "C31": "the share of measurable initiatives is shown, and nothing is asked for",
}
"""Clauses no command can offend against, each with the reason."""

IN_SCOPE = [clause for clause in CLAUSE_IDS if clause not in OUT_OF_SCOPE]

VERDICTS = {"accept", "refuse"}


class Told(NamedTuple):
    """One scenario: where it stands, and every tag that holds for it."""

    feature: Path
    rule: str
    name: str
    tags: frozenset[str]


def scenarios_of(feature: Path) -> Iterator[Told]:
    """Yields a feature's scenarios; an outline with tagged examples is one scenario per table."""
    document = _parsed(feature)
    for child in document["children"]:
        if "rule" in child:
            rule = child["rule"]
            for inner in rule["children"]:
                yield from _scenarios(feature, rule["name"], inner, [document, rule])
        else:
            yield from _scenarios(feature, "", child, [document])


def _parsed(feature: Path) -> dict[str, Any]:
    document: Any = Parser().parse(feature.read_text("utf-8"))
    head: dict[str, Any] = document["feature"]
    return head


def _scenarios(
    feature: Path, rule: str, child: dict[str, Any], above: list[dict[str, Any]]
) -> Iterator[Told]:
    if "scenario" not in child:
        return
    scenario = child["scenario"]
    for examples in scenario["examples"] or [{"tags": []}]:
        tags = [
            tag["name"].removeprefix("@") for level in (*above, scenario, examples) for tag in level["tags"]
        ]
        yield Told(feature, rule, scenario["name"], frozenset(tags))


ALL = [told for feature in sorted(FEATURES.glob("*.feature")) for told in scenarios_of(feature)]


@pytest.mark.parametrize("clause", IN_SCOPE)
def test_a_clause_has_a_scenario_that_accepts(clause: str) -> None:
    """What the clause allows gets through, and a scenario shows it."""
    assert _named(clause, "accept"), f"no scenario is tagged @{clause} and @accept"


@pytest.mark.parametrize("clause", [clause for clause in IN_SCOPE if clause not in NOTHING_TO_REFUSE])
def test_a_clause_has_a_scenario_that_refuses(clause: str) -> None:
    """What the clause forbids is refused, and a scenario shows it."""
    assert _named(clause, "refuse"), f"no scenario is tagged @{clause} and @refuse"


@pytest.mark.parametrize("rule", RULE_IDS)
def test_a_rule_of_the_house_has_a_scenario_that_refuses(rule: str) -> None:
    """R1-R6 are held against the same measure."""
    assert _named(rule, "refuse"), f"no scenario is tagged @{rule} and @refuse"


def test_clauses_without_refusal_are_clauses_without_refusal() -> None:
    """A clause leaves the list as soon as something can be refused under it."""
    refused = [clause for clause in NOTHING_TO_REFUSE if _named(clause, "refuse")]

    assert refused == []


def test_clauses_out_of_scope_have_no_scenario() -> None:
    """A clause comes into scope with its first scenario."""
    named = [clause for clause in OUT_OF_SCOPE if any(clause in told.tags for told in ALL)]

    assert named == []


def test_every_scenario_names_a_clause_and_a_verdict() -> None:
    """A scenario without them counts for nothing in the coverage."""
    known = {*CLAUSE_IDS, *RULE_IDS}
    loose = [
        f"{told.feature.name}: {told.name}"
        for told in ALL
        if not told.tags & known or len(told.tags & VERDICTS) != 1
    ]

    assert loose == []


def test_every_scenario_is_an_example_of_a_rule() -> None:
    """The business rule stands in full above its examples."""
    loose = [f"{told.feature.name}: {told.name}" for told in ALL if not told.rule]

    assert loose == []


def test_every_feature_says_why_it_matters() -> None:
    """A promise in the title, a few plain lines below it, and a capability to find it by."""
    wanting = [
        feature.name
        for feature in sorted(FEATURES.glob("*.feature"))
        if not (head := _parsed(feature))["description"].strip() or not head["tags"]
    ]

    assert wanting == []


def _named(clause: str, verdict: str) -> list[Told]:
    return [told for told in ALL if {clause, verdict} <= told.tags]
