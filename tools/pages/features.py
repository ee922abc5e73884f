"""docs/features.md: the acceptance spec as a page, from the feature files; rules stay in view."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from gherkin.parser import Parser

from tools.pages.markdown import table

_INTRODUCTION = """\
# What the product promises

The acceptance spec. Every scenario below is run over the service and over the command line; `@accept` shows what a
clause lets through, `@refuse` what it stops."""

_CLAUSE = re.compile(r"[CR]\d+")

Node = dict[str, Any]


def page(folder: Path) -> str:
    """Returns the page made from every feature file of a folder."""
    features = [_parsed(path) for path in sorted(folder.rglob("*.feature"))]
    lines = [_INTRODUCTION, "", "## Clauses and their scenarios", "", *_clause_table(features)]
    for feature in features:
        lines += [
            "",
            _heading(2, feature["name"]),
            *_tags(feature),
            *_description(feature),
            *_children(feature, 3),
        ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _parsed(path: Path) -> Node:
    return cast(Node, Parser().parse(path.read_text("utf-8"))["feature"])


# --- the body ---------------------------------------------------------------------------------------


def _children(node: Node, depth: int) -> Iterator[str]:
    for child in node["children"]:
        ((kind, inner),) = child.items()
        match kind:
            case "background":
                yield from ("", "Always:", "", *_steps(inner))
            case "rule":
                yield from (
                    "",
                    _heading(depth, f"Rule: {inner['name']}"),
                    *_tags(inner),
                    *_description(inner),
                )
                yield from _children(inner, depth + 1)
            case _:
                yield from ("", _heading(depth, inner["name"]), *_tags(inner), *_description(inner), "")
                yield from _steps(inner)
                yield from _examples(inner)


def _heading(depth: int, text: str) -> str:
    return f"{'#' * depth} {_literal(text)}"


def _steps(node: Node) -> Iterator[str]:
    for step in node["steps"]:
        yield f"- *{step['keyword'].strip()}* {_literal(step['text'])}"
        if "dataTable" in step:
            yield from ("", *(f"  {line}" for line in _rows(step["dataTable"]["rows"])), "")
        if "docString" in step:
            yield from ("", *(f"  > {line}" for line in step["docString"]["content"].splitlines()), "")


def _examples(scenario: Node) -> Iterator[str]:
    for examples in scenario["examples"]:
        yield from ("", "Examples:", "", *_rows([examples["tableHeader"], *examples["tableBody"]]))


def _rows(rows: list[Node]) -> list[str]:
    heads, *body = [[_literal(cell["value"]) for cell in row["cells"]] for row in rows]
    return table(heads, body)


def _literal(text: str) -> str:
    """Keeps `<placeholders>` from reading as HTML."""
    return text.replace("<", "&lt;").replace(">", "&gt;")


def _tags(node: Node) -> list[str]:
    return ["", " ".join(f"`{tag['name']}`" for tag in node["tags"])] if node["tags"] else []


def _description(node: Node) -> list[str]:
    text = "\n".join(line.strip() for line in node.get("description", "").splitlines()).strip()
    return ["", text] if text else []


# --- clause by clause -------------------------------------------------------------------------------


def _clause_table(features: list[Node]) -> list[str]:
    """Returns how many scenarios show each clause; the names stand below, under their features."""
    scenarios = [tags for feature in features for tags in _scenarios(feature, frozenset())]
    counted = {
        kind: Counter(tag for tags in scenarios if kind in tags for tag in tags)
        for kind in ("accept", "refuse")
    }
    clauses = {tag for tags in scenarios for tag in tags if _CLAUSE.fullmatch(tag)}
    rows = (
        (clause, str(counted["accept"][clause]), str(counted["refuse"][clause]))
        for clause in _sorted(clauses)
    )
    return table(("clause", "scenarios that accept", "scenarios that refuse"), rows)


def _scenarios(node: Node, inherited: frozenset[str]) -> Iterator[frozenset[str]]:
    """Yields the tags of each scenario, those of its rule and feature included."""
    tags = inherited | {tag["name"].removeprefix("@") for tag in node.get("tags", ())}
    if "steps" in node:
        yield tags
    for child in node.get("children", ()):
        if "background" not in child:
            yield from _scenarios(next(iter(child.values())), tags)


def _sorted(clauses: set[str]) -> list[str]:
    return sorted(clauses, key=lambda clause: (clause[0], int(clause[1:])))
