"""Every step has one meaning, and every meaning is used: pytest-bdd itself takes the first of several, silently."""

from collections.abc import Iterator
from typing import Any

from gherkin.parser import Parser
from pytest_bdd.steps import StepFunctionContext, step_function_context_registry

from tests.acceptance.test_features import FEATURES

KINDS = {"Context": "given", "Action": "when", "Outcome": "then"}

DEFINITIONS = [
    one for one in step_function_context_registry.values() if one.step_func.__module__.startswith("tests.")
]


def steps_told() -> Iterator[tuple[str, str]]:
    """Yields kind and text of every step of every feature, outlines filled in."""
    for feature in sorted(FEATURES.glob("*.feature")):
        document: Any = Parser().parse(feature.read_text("utf-8"))
        for rule in document["feature"]["children"]:
            for child in rule.get("rule", {"children": [rule]})["children"]:
                yield from _steps(child.get("scenario") or child["background"])


def _steps(scenario: dict[str, Any]) -> Iterator[tuple[str, str]]:
    kind = ""
    for values in _rows(scenario.get("examples", [])):
        for step in scenario["steps"]:
            kind = KINDS.get(step["keywordType"], kind)
            yield kind, _filled_in(step["text"], values)


def _rows(tables: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Returns the rows of an outline's examples, or one empty row where there are none."""
    rows: list[dict[str, str]] = []
    for table in tables:
        head = [cell["value"] for cell in table["tableHeader"]["cells"]]
        rows += [
            dict(zip(head, [c["value"] for c in row["cells"]], strict=True)) for row in table["tableBody"]
        ]
    return rows or [{}]


def _filled_in(text: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(f"<{name}>", value)
    return text


def _meanings(kind: str, text: str) -> list[StepFunctionContext]:
    return [one for one in DEFINITIONS if one.type in (None, kind) and one.parser.is_matching(text)]


def test_every_step_has_one_meaning() -> None:
    """A text that two definitions understand is told apart; one that none understands is written."""
    unclear = {
        (kind, text, tuple(one.step_func.__qualname__ for one in _meanings(kind, text)))
        for kind, text in steps_told()
        if len(_meanings(kind, text)) != 1
    }

    assert unclear == set()


def test_every_meaning_is_used() -> None:
    """A definition no feature uses is taken away."""
    used = {id(one) for kind, text in steps_told() for one in _meanings(kind, text)}

    assert [one.step_func.__qualname__ for one in DEFINITIONS if id(one) not in used] == []
