"""Money: whole öre with a currency, read and written as Swedes do, never a float."""

from typing import Any

import pytest

from samverkan_flow.domain.money import ORE_MAX, Money, total_of


@pytest.mark.parametrize(
    ("written", "ore"),
    [
        ("75 000 kr", 75_000_00),
        ("75000 kr", 75_000_00),
        ("75\u00a0000\u00a0kr", 75_000_00),
        ("75\u202f000 kr", 75_000_00),
        ("1 234,50 kr", 1_234_50),
        ("1234.50 SEK", 1_234_50),
        ("0 kr", 0),
        ("0,01 kr", 1),
        ("-40 000 kr", -40_000_00),
        ("−40 000 kr", -40_000_00),
        (" 5kr ", 5_00),
        ("1 000 000 000 kr", 1_000_000_000_00),
    ],
)
def test_what_people_write(written: str, ore: int) -> None:
    """Kronor with their currency are read, with and without groups and öre."""
    assert Money(ore) == Money.parse(written)


@pytest.mark.parametrize(
    "written",
    [
        "75 000",
        "cirka 75 000 kr",
        "75 000 kr/år",
        "75 000 €",
        "75 000,5 kr",
        "75 000,505 kr",
        "75,000,000 kr",
        "7 50 00 kr",
        "1e6 kr",
        "kr",
        "",
        "--5 kr",
        "٧٥ kr",
        "75 000 kr\n75 000 kr",
        "NaN kr",
        "Infinity kr",
    ],
)
def test_what_is_no_amount(written: str) -> None:
    """What is not an amount with its currency is told with the rule and an example."""
    with pytest.raises(ValueError, match="75 000 kr"):
        Money.parse(written)


@pytest.mark.parametrize("written", [75_000, 75_000.0, float("nan"), float("inf"), True, None, ["75 000 kr"]])
def test_only_text_is_read(written: Any) -> None:
    """A number without a currency is no amount, a float least of all."""
    with pytest.raises(ValueError, match="is written as text with its currency"):
        Money.parse(written)


@pytest.mark.parametrize("written", ["9" * 20 + " kr", "9" * 5_000 + " kr", "10 000 000 000 001 kr"])
def test_enormous_amounts(written: str) -> None:
    """An amount larger than any partnership's is told, whatever its number of digits."""
    with pytest.raises(ValueError, match=r"larger than any|Exceeds the limit"):
        Money.parse(written)


@pytest.mark.parametrize("ore", [1.0, "1", None, True, float("nan")])
def test_only_whole_ore(ore: Any) -> None:
    """Money is made of whole öre and nothing else."""
    with pytest.raises(ValueError, match="whole number of öre"):
        Money(ore)


@pytest.mark.parametrize("ore", [ORE_MAX + 1, -ORE_MAX - 1, 2**63])
def test_the_limit(ore: int) -> None:
    """There is a largest amount, and nothing above it is kept."""
    with pytest.raises(ValueError, match="larger than any"):
        Money(ore)


@pytest.mark.parametrize(
    ("ore", "told"),
    [(0, "0 kr"), (75_000_00, "75 000 kr"), (1_234_50, "1 234,50 kr"), (-5, "-0,05 kr"), (100, "1 kr")],
)
def test_what_people_read(ore: int, told: str) -> None:
    """Amounts are told in kronor, with öre only where there are any."""
    assert told == str(Money(ore))


@pytest.mark.parametrize("ore", [0, 1, 99, 100, 123_456_78, -1, ORE_MAX])
def test_told_and_read_again(ore: int) -> None:
    """What is told can be read again, and what is stored loads again."""
    money = Money(ore)

    assert (money, money) == (Money.parse(str(money)), Money.from_builtins(money.to_builtins()))


@pytest.mark.parametrize(
    "stored",
    [
        {"ore": 1},
        {"ore": 1.0, "currency": "SEK"},
        {"ore": True, "currency": "SEK"},
        {"ore": 1, "currency": "EUR"},
        {"ore": 1, "currency": "SEK", "vat": 0},
        1,
        "1 kr",
    ],
)
def test_what_is_stored_otherwise(stored: Any) -> None:
    """Stored money is öre and SEK; anything else does not load."""
    with pytest.raises(ValueError, match="öre"):
        Money.from_builtins(stored)


def test_money_does_not_change() -> None:
    """An amount once made does not change."""
    with pytest.raises(AttributeError):
        Money(1).ore = 2


def test_sums() -> None:
    """Amounts add up; of none the sum is zero."""
    assert (Money(0), Money(3), Money(3)) == (
        total_of([]),
        total_of([Money(1), Money(2)]),
        Money(1) + Money(2),
    )


def test_equal_amounts_are_equal() -> None:
    """Equal amounts are equal and hash alike; an amount is not its number."""
    assert (1, True) == (len({Money(5), Money(5)}), Money(5) != 5)
