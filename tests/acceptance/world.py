"""Bringing a partnership to a stage with complete, valid content; a scenario changes one thing.

Each function takes the parts of a partnership by name: `proposal`, `assessments`, `initiatives`, `agreement`,
`evaluation`. `agreed(app, proposal={"areas": ()}, assessments={"C2": None})` changes fields or leaves a judgement out.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypedDict, Unpack

from msgspec.structs import replace

from samverkan_flow.domain import commands as c
from samverkan_flow.domain.dates import add_months
from samverkan_flow.domain.values import Document, Initiative
from samverkan_flow.service import Partnerships
from tests import builders as b
from tests.acceptance.driver import HANDLES, Driver

OPENED_ON = date(2019, 1, 2)
"""The day the furnished store begins, early enough for every scenario."""

HOUSEHOLD: dict[str, tuple[str, tuple[str, ...]]] = {
    "Hanna": ("Hanna Ek", ("officer",)),
    "Gustav": ("Gustav Lind", ("screener",)),
    "Kerstin": ("Kerstin Ros", ("screener",)),
    "Sara": ("Sara Alm", ("owner", "partnership-lead")),
    "Ulla": ("Ulla Berg", ("evaluator",)),
    "Petra": ("Petra Lund", ("treasurer",)),
    "Klara": ("Klara Dahl", ("head-of-communications",)),
    "Viktor": ("Viktor Norr", ("chief-executive",)),
    "Rut": ("Rut Sten", ("auditor",)),
}
"""Who is who, beside Anna, the administrator."""


class Parts(TypedDict, total=False):
    """What a scenario may change on the way to a stage."""

    partner: str
    proposal: dict[str, Any]
    assessments: dict[str, dict[str, Any] | None]
    initiatives: tuple[Initiative, ...]
    agreement: dict[str, Any]
    signatory: str
    evaluation: dict[str, Any]


# --- the house ------------------------------------------------------------------------------------


def begin_anew(app: Driver, day: date) -> None:
    """Puts a store that begins on a day in the place of the one that began years ago."""
    app.leave()
    for file in app.path.parent.glob(f"{app.path.name}*"):
        file.unlink()
    furnish(app.path.parent, day)
    app.today = day
    app.move_in()


def furnish(folder: Path, opened_on: date = OPENED_ON) -> Path:
    """Returns a demonstration store with everybody in it and the codes of conduct of 2018 and 2025."""
    path = folder / "samverkan.db"
    opened_at = datetime(opened_on.year, opened_on.month, opened_on.day, 8, tzinfo=UTC)
    store = Partnerships.create(
        path,
        HANDLES["Anna"],
        name="Anna Ny",
        policy_in_force_from=opened_on,
        demonstration=True,
        clock=lambda: opened_at,
    )
    with store:
        for first_name, (name, roles) in HOUSEHOLD.items():
            store.handle(
                c.AddPerson(handle=HANDLES[first_name], name=name, roles=roles), actor=HANDLES["Anna"]
            )
        for version, first_day in (("2018", date(2018, 1, 1)), ("2025", date(2025, 1, 1))):
            store.handle(a_code(version, first_day), actor=HANDLES["Anna"])
        for handle, command in b.frames():
            store.handle(command, actor=handle)
    return path


def a_code(version: str, in_force_from: date) -> c.PublishCode:
    """Returns the publication of a code of conduct."""
    return c.PublishCode(
        version=version, in_force_from=in_force_from, document=b.a_document(f"code of conduct {version}.pdf")
    )


def code_in_force(app: Driver) -> str:
    """Returns the furnished code of conduct that is in force on the scenario's day."""
    return "2025" if app.today >= date(2025, 1, 1) else "2018"


# --- one step at a time ---------------------------------------------------------------------------


def acknowledge_by_both(app: Driver, version: str) -> None:
    """Has both parties acknowledge a code of conduct."""
    for party in ("us", "partner"):
        app.must("Sara", c.Acknowledge(party=party, code_version=version))


def sign_by_both(app: Driver, document: Document) -> None:
    """Has both parties sign a document."""
    for party in ("us", "partner"):
        app.must("Sara", b.a_signature(party, document))


def grant_exception(
    app: Driver, clause: str, because: str, initiative: str = "", asker: str = "Sara", granter: str = "Klara"
) -> None:
    """Has one person ask for an exception and another grant it."""
    asked = app.must(asker, c.AskException(clause=clause, initiative=initiative, because=because))
    app.must(granter, c.GrantException(number=asked.events[0].number or 0, because="the reason holds"))


def period(app: Driver, agreement: dict[str, Any] | None = None) -> tuple[date, date]:
    """Returns the days an agreement runs from and to: from the first of next month, through the third year."""
    told = agreement or {}
    start = told.get("start") or add_months(app.today.replace(day=1), 1)
    return start, told.get("end") or date(start.year + 2, 12, 31)


def the_agreement(app: Driver, **changes: Any) -> c.Agree:
    """Returns a whole agreement for the scenario's day, with what is changed."""
    start, end = period(app, changes)
    code = changes.pop("code_version", code_in_force(app))
    whole = b.an_agreement(start=start, end=end, code_version=code)
    return replace(whole, **changes)


# --- to a stage -----------------------------------------------------------------------------------


def proposed(app: Driver, **parts: Unpack[Parts]) -> None:
    """Brings a partner to proposed, by Hanna."""
    partner = parts.get("partner", b.PARTNER)
    app.must("Hanna", b.a_proposal(partner, **parts.get("proposal", {})))


def assessed(app: Driver, **parts: Unpack[Parts]) -> None:
    """Brings a partner to proposed, with every criterion judged met by Gustav."""
    proposed(app, **parts)
    app.must("Gustav", c.Assess(assessments=b.assessments(**parts.get("assessments", {}))))


def screened(app: Driver, **parts: Unpack[Parts]) -> None:
    """Brings a partner to screened, by Gustav."""
    assessed(app, **parts)
    app.must("Gustav", c.Screen())


def planned(app: Driver, **parts: Unpack[Parts]) -> None:
    """Brings a partner to screened, with its initiatives planned by Sara."""
    screened(app, **parts)
    start, end = period(app, parts.get("agreement"))
    for initiative in parts.get("initiatives", (b.an_initiative(start=start, end=end),)):
        app.must("Sara", c.PlanInitiative(initiative=initiative))


def signed(app: Driver, **parts: Unpack[Parts]) -> None:
    """Brings a partner to screened, with everything an agreement needs: plan, code and both signatures."""
    planned(app, **parts)
    agreement = the_agreement(app, **parts.get("agreement", {}))
    acknowledge_by_both(app, agreement.code_version)
    sign_by_both(app, agreement.document or b.a_document("agreement.pdf"))


def agreed(app: Driver, **parts: Unpack[Parts]) -> None:
    """Brings a partner to agreed, by Klara unless another `signatory` is named."""
    signed(app, **parts)
    app.must(parts.get("signatory", "Klara"), the_agreement(app, **parts.get("agreement", {})))


def active(app: Driver, **parts: Unpack[Parts]) -> None:
    """Brings a partner to active: the calendar reaches the first day."""
    agreed(app, **parts)
    first_day = app.state().first_day
    assert first_day is not None, "what is agreed has a first day"
    app.reach(first_day)


def evaluated(app: Driver, **parts: Unpack[Parts]) -> None:
    """Brings a partner to evaluated: Ulla evaluates each initiative on the day planned for it."""
    active(app, **parts)
    initiatives = app.state().initiatives
    app.reach(max(date.fromisoformat(one["first_evaluation_on"]) for one in initiatives))
    for one in initiatives:
        goals = [goal["id"] for goal in one.get("goals", ())]
        told = {"outcomes": b.outcomes(*goals), **parts.get("evaluation", {})}
        app.must("Ulla", b.an_evaluation(one["id"], **told))


STAGES: dict[str, Callable[..., None]] = {
    "proposed": proposed,
    "screened": screened,
    "agreed": agreed,
    "active": active,
    "evaluated": evaluated,
}
"""How a partner comes to each stage a scenario may begin in."""


def bring(app: Driver, partner: str, stage: str, **parts: Any) -> None:
    """Brings a partner to a stage with complete, valid content."""
    STAGES[stage](app, **{**parts, "partner": partner})


# --- in the words of agreement, evaluation and end -------------------------------------------------


def keep_agreement(app: Driver, **changes: Any) -> None:
    """Keeps the agreement that is to be made, so that it stays the same when days go by."""
    app.notes["agreement"] = the_agreement(app, **changes)


def kept_agreement(app: Driver, **changes: Any) -> c.Agree:
    """Returns the agreement that is to be made, with what is changed."""
    kept: c.Agree = app.notes["agreement"]
    return replace(kept, **changes)


def bring_for(app: Driver, partner: str, stage: str, start: date, end: date, **parts: Any) -> None:
    """Brings a partner to a stage for a period; when it begins far away, the story begins three weeks before."""
    if not start - timedelta(days=60) <= app.today <= start:
        app.today = start - timedelta(days=21)
    terms = {**parts.pop("agreement", {}), "start": start, "end": end}
    keep_agreement(app, **terms)
    bring(app, partner, stage, **parts, agreement=terms)


def an_initiative_named(name: str, start: date, end: date, goals: Sequence[str] = ()) -> Initiative:
    """Returns an initiative whose id is its name, so that what is said of it reads well."""
    whole = b.an_initiative(name, name, start=start, end=end)
    read_off_on = whole.goals[0].read_off_on or end
    told = tuple(b.a_goal(goal, read_off_on=read_off_on) for goal in goals)
    return replace(whole, goals=told or whole.goals)


def frozen_goals(app: Driver, initiative: str) -> list[str]:
    """Returns the goals of an initiative that an evaluation answers; none when there is no such initiative."""
    found = [one for one in app.state().initiatives if one["id"] == initiative]
    return [goal["id"] for one in found for goal in one.get("goals", [])]


def only_initiative(app: Driver) -> str:
    """Returns the initiative of a partnership that has but one."""
    (one,) = app.state().initiatives
    return str(one["id"])


def a_review(app: Driver, initiative: str, **changes: Any) -> c.Evaluate:
    """Returns a critical review that answers every frozen goal."""
    answered = b.outcomes(*frozen_goals(app, initiative))
    return b.an_evaluation(initiative, **{"outcomes": answered, **changes})


def evaluate_finally(app: Driver) -> None:
    """Has Ulla evaluate each initiative for the last time, a month before the end."""
    seen = app.state()
    assert seen.last_day is not None, "an agreement has a last day"
    app.today = seen.last_day - timedelta(days=30)
    for one in seen.initiatives:
        app.must("Ulla", a_review(app, one["id"], final=True))


def version_of(app: Driver, what: str) -> int:
    """Returns the number of the latest event of a kind within the partnership's history."""
    return max(number for number, row in enumerate(app.history(), 1) if row.what == what)
