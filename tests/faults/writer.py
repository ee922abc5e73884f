"""A process that records one command after the other and tells each once it is acknowledged, until it is killed."""

import sys
from itertools import count
from pathlib import Path

from samverkan_flow.domain import commands as c
from samverkan_flow.service import Handled, Partnerships
from tests import builders as b


def id_of(turn: int, number: int) -> str:
    """Returns the id of a turn's command."""
    return f"turn-{turn}-{number}"


def hand_in(store: Partnerships, turn: int, number: int) -> Handled:
    """Hands in a turn's command: a person with a sealed name, a proposal, or a request on a partnership of all."""
    command: c.Command
    match number % 3:
        case 0:
            name = f"Person {number} of turn {turn}"
            command, actor = c.AddPerson(handle=f"t{turn}.n{number}", name=name, roles=("officer",)), "a.ny"
        case 1:
            command, actor = b.a_proposal(f"Stage {number} of turn {turn}"), "h.ek"
        case _:
            command = c.AskException(ref="P-1", clause="C20", because=f"turn {turn}, number {number}")
            actor = "h.ek"
    return store.handle(command, actor=actor, command_id=id_of(turn, number))


def main(path: str, turn: int) -> None:
    """Records until killed; a line on stdout is an acknowledgement."""
    with Partnerships(Path(path)) as store:
        for number in count():
            hand_in(store, turn, number)
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
