"""The demonstration's log as tests name it: how long it is, and where in it stands what they look at."""

LOG_SIZE = 283
"""How many events the demonstration's log has."""
OF_FRAMES = 63
"""How many of them are of the yearly frames (C14)."""
OF_HOUSE = 37
"""How many are of the house: its people, policies and codes of conduct."""
OF_PARTNERSHIPS = LOG_SIZE - OF_FRAMES - OF_HOUSE
"""How many are of partnerships, refused attempts included."""

PLACES: dict[str, tuple[int, ...]] = {
    "P-1": (*range(30, 39), 42, 43, 45, *range(61, 65), 84, 85, 88, 90, 96, 97, 173, 174, 178),
    "P-4": (*range(100, 103), *range(104, 107), *range(109, 114), 117, 134, 199, *range(222, 225), 227, 243, 244),
    "P-7": (133, 146, 147, 159, *range(161, 165), 167, 179, 196, *range(217, 221), 235, 236, 250),
    "P-4/refusals": (228,),
    "P-13": (249, *range(254, 261), 267, 268, 270),
    "P-13/refusals": (261, 262, 263),
    "budget-2027": (68, 69, 82, 116, 128, 169, 191, 226, 240, 247, 271),
    "house": (*range(24), 73, 180, 242, *range(273, 283)),
}  # fmt: skip
"""Where each event of a stream stands in the log, from its first on."""


def place_of(event: str) -> int:
    """Returns where an event stands in the log: P-4:17 is the seventeenth of P-4."""
    stream, _, number = event.partition(":")
    return PLACES[stream][int(number) - 1]


def cited(event: str) -> str:
    """Returns an event as it is cited: P-4:17@224."""
    return f"{event}@{place_of(event)}"
