"""Who set each field of a partnership, when, by which event, and why."""

from typing import Any

from samverkan_flow.audit.answer import Answer, answer
from samverkan_flow.audit.diff import set_by
from samverkan_flow.audit.fields import Change, Fields, changes, fields_of
from samverkan_flow.audit.past import Past, life_of, past_of
from samverkan_flow.domain.errors import NotFound
from samverkan_flow.domain.partnership import Partnership
from samverkan_flow.domain.values import Personal
from samverkan_flow.queries.reading import Reader

NEAR_MAX = 5
"""How many fields with a like name are told."""

SEALED = "sealed"
"""What stands for a personal text that was not asked for."""

_COLUMNS = (
    ("field", "field"),
    ("value", "value"),
    ("before", "before"),
    ("by", "actor"),
    ("effective", "effective_on"),
    ("event", "citation"),
    ("because", "reason"),
)


def blame(reader: Reader, ref: str, field: str = "") -> Answer:
    """Returns for each field of a partnership its value, the one before it, and who set it (question 6).

    `field` narrows to a path and all below it, and opens the personal text it names; without one, personal
    text is told as sealed. Raises NotFound for a field there is not, with those near.
    """
    past = past_of(life_of(reader, ref))
    last = {change.field: change for change in changes(past.events)}
    fields = fields_of(past.state)
    told = _opened if field.strip() else _sealed
    rows = [
        {
            "field": one,
            "value": told(fields[one]),
            "before": told(last[one].old),
            **set_by(reader, last[one].logged),
        }
        for one in _wanted(past, fields, field)
    ]
    sealed = next((row["field"] for row in rows if row["value"] == SEALED), "")
    notes = (
        (f"Personal text is told as sealed: name the field to open it, such as {sealed}.",) if sealed else ()
    )
    return answer(reader, "blame", _COLUMNS, rows, notes, _empty(past, field, last))


def _opened(value: Any) -> Any:
    return value


def _sealed(value: Any) -> Any:
    """Returns what is told where nobody asked for a personal text by its field; an erased one says so itself."""
    return SEALED if isinstance(value, Personal) and value.text is not None else value


def _wanted(past: Past, fields: Fields, field: str) -> list[str]:
    path = field.strip().rstrip(".")
    found = [one for one in fields if not path or one == path or one.startswith(f"{path}.")]
    if not found and path not in Partnership.__struct_fields__:
        raise NotFound(f'{past.state.ref} has no field "{path}"', _near(path, fields))
    return found


def _near(path: str, fields: Fields) -> str:
    from difflib import get_close_matches  # only for what is not found

    parts = [one.split(".") for one in fields]
    paths = list(dict.fromkeys(".".join(one[:depth]) for one in parts for depth in range(1, len(one) + 1)))
    holding = [one for one in paths if path.casefold() in one.casefold()]
    near = [*get_close_matches(path, paths, n=NEAR_MAX, cutoff=0.5), *holding]
    told = ", ".join(list(dict.fromkeys(near))[:NEAR_MAX]) or ", ".join(
        dict.fromkeys(one[0] for one in parts)
    )
    return f"fields like it are {told}"


def _empty(past: Past, field: str, last: dict[str, Change]) -> str:
    """Says of a field without a value whether it ever had one."""
    emptied = [one for one in last if one.startswith(f"{field}.") or one == field]
    if emptied:
        return f"{field} of {past.state.ref} has no value any more: see samverkan audit history"
    return f"{field} of {past.state.ref} has not been given a value"
