"""The layers hold, and starting up loads no more than it needs."""

import pytest

from tests.unit.imports import OURS, imports_of, loaded_packages, modules, top_levels

MODULES = modules()
DOMAIN_MAY_USE = {"msgspec", "stdnum", "transitions", OURS}
LAYERS = {
    "domain": ("service", "store", "queries", "cli", "forms", "demo", "reminding", "web"),
    "store": ("service", "queries", "cli", "forms", "demo", "reminding", "web"),
    "queries": ("service", "cli", "forms", "demo", "reminding", "web"),
    "forms": ("service", "store", "queries", "cli", "demo", "reminding", "web"),
    "service": ("queries", "cli", "demo", "reminding", "web"),
    "reminding": ("cli", "demo", "web"),
    "cli": ("store", "web"),
}
"""What each layer may not import."""


def layer_of(module: str) -> str:
    """Returns the layer a module belongs to."""
    return module.partition(".")[0]


@pytest.mark.parametrize("module", [one for one in MODULES if layer_of(one) == "domain"])
def test_the_domain_uses_pure_libraries_alone(module: str) -> None:
    """The domain imports the standard library and libraries without I/O; `transitions` in the lifecycle only."""
    used = top_levels(imports_of(MODULES[module]))

    assert set() == used - DOMAIN_MAY_USE
    assert "transitions" not in used or module == "domain.lifecycle"


IMPURE = {"os", "sqlite3", "time", "random", "secrets", "pathlib", "socket", "subprocess", "io", "getpass"}


@pytest.mark.parametrize("module", [one for one in MODULES if layer_of(one) == "domain"])
def test_the_domain_asks_neither_clock_nor_disk(module: str) -> None:
    """Nothing in the domain imports what reads a clock, a disk, the environment or chance."""
    used = {name.partition(".")[0] for name in imports_of(MODULES[module])}

    assert set() == used & IMPURE


@pytest.mark.parametrize("module", [one for one in MODULES if layer_of(one) in LAYERS])
def test_layers(module: str) -> None:
    """No module imports from a layer above its own."""
    barred = {f"{OURS}.{layer}" for layer in LAYERS[layer_of(module)]}
    broken = [
        name for name in imports_of(MODULES[module]) for one in barred if f"{name}.".startswith(f"{one}.")
    ]

    assert [] == broken


HEAVY = {
    "icalendar",
    "smtplib",
    "eventsourcing",
    "transitions",
    "sqlite3",
    "cryptography",
    "stdnum",
    "rich",
    "babel",
}


@pytest.mark.parametrize(
    ("statement", "barred"),
    [
        ("import samverkan_flow", {*HEAVY, "msgspec", "click"}),
        ("import samverkan_flow.domain.commands", HEAVY | {"click", "tomllib", "hashlib"}),
        ("import samverkan_flow.domain.lifecycle", HEAVY | {"msgspec", "click"}),
        ("import samverkan_flow.queries.reading", HEAVY - {"sqlite3"} | {"click", "tomllib"}),
        (
            "import samverkan_flow.queries.next_steps",
            {"eventsourcing", "transitions", "cryptography", "rich"},
        ),
        ("import samverkan_flow.service", {"click", "rich", "babel", "transitions"}),
    ],
)
def test_what_starting_up_does_not_load(statement: str, barred: set[str]) -> None:
    """Reading loads neither the event store nor the state machine; nothing loads what it does not need."""
    assert set() == barred & loaded_packages(statement)
