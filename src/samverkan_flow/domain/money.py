"""Money as whole öre with a currency; kronor are for people to read and write."""

import re
from typing import Any

CURRENCY = "SEK"
ORE_MAX = 10**15  # ten thousand billion kronor: beyond any partnership, well inside 2**53

_AMOUNT = (
    r"(?P<sign>[-−]?)(?P<kronor>\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+)(?:[,.](?P<ore>\d{2}))?"
    r"[ \u00a0\u202f]*(?P<unit>kr|SEK)"
)


class Money:
    """An amount in öre, net of VAT, in Swedish kronor. Never a float."""

    __slots__ = ("ore",)
    ore: int

    def __init__(self, ore: int) -> None:
        """Takes whole öre. Raises ValueError for what is not a whole number of sensible size."""
        if type(ore) is not int:
            raise ValueError("an amount is a whole number of öre")
        if abs(ore) > ORE_MAX:
            raise ValueError("is larger than any amount this product keeps")
        object.__setattr__(self, "ore", ore)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("money does not change")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Money) and self.ore == other.ore

    def __hash__(self) -> int:
        return hash(("Money", self.ore))

    def __repr__(self) -> str:
        return f"Money({self.ore})"

    def __str__(self) -> str:
        """Returns kronor as Swedes write them: 1 234,50 kr."""
        kronor, ore = divmod(abs(self.ore), 100)
        sign = "-" if self.ore < 0 else ""
        whole = f"{kronor:,}".replace(",", " ")
        return f"{sign}{whole},{ore:02d} kr" if ore else f"{sign}{whole} kr"

    def __lt__(self, other: "Money") -> bool:
        return self.ore < other.ore

    def __add__(self, other: "Money") -> "Money":
        return _unlimited(self.ore + other.ore)

    def __neg__(self) -> "Money":
        return _unlimited(-self.ore)

    def to_builtins(self) -> dict[str, Any]:
        """Returns the stored form: whole öre and the currency."""
        return {"ore": self.ore, "currency": CURRENCY}

    @classmethod
    def from_builtins(cls, stored: Any) -> "Money":
        """Returns money from its stored form. Raises ValueError for anything else."""
        match stored:
            case {"ore": int(ore), "currency": "SEK"} if len(stored) == 2 and type(ore) is int:
                return _unlimited(ore)
            case _:
                raise ValueError("stored money is öre and the currency SEK")

    @classmethod
    def parse(cls, written: Any) -> "Money":
        """Returns money from what a person wrote, such as "75 000 kr" or "1 234,50 kr".

        Raises ValueError, with the rule, when it is not a text with a currency.
        """
        if not isinstance(written, str):
            raise ValueError('is written as text with its currency, such as "75 000 kr"')
        match = re.fullmatch(_AMOUNT, written.strip(), re.ASCII)
        if match is None:
            raise ValueError(
                f'holds "{written[:40]}", which is not an amount: write kronor with the currency, '
                'such as "75 000 kr" or "1 234,50 kr"'
            )
        kronor = int(re.sub(r"\D", "", match["kronor"]))
        ore = kronor * 100 + int(match["ore"] or 0)
        return cls(-ore if match["sign"] else ore)


def total_of(amounts: "list[Money]") -> Money:
    """Returns the sum of some amounts, zero when there are none; a sum may pass the limit of one amount."""
    return _unlimited(sum(amount.ore for amount in amounts))


def _unlimited(ore: int) -> Money:
    """Returns what some amounts come to, or what is stored of that: it may pass the limit of one amount."""
    made = Money(0)
    object.__setattr__(made, "ore", ore)
    return made


def from_written(kind: type, written: Any) -> Any:
    """Returns what a person wrote as a value of a kind the TOML reader does not know; that is money alone.

    A `dec_hook` of msgspec, whose sign for "not mine" is NotImplementedError.
    """
    if kind is Money:
        return Money.parse(written)
    raise NotImplementedError(kind)
