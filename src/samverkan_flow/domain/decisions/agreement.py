"""Agreeing: planning, signing, acknowledging, the agreement and its addenda, the beginning."""

from msgspec.structs import replace

from samverkan_flow.domain import commands as c
from samverkan_flow.domain import events as e
from samverkan_flow.domain.context import Context
from samverkan_flow.domain.partnership import Partnership
from samverkan_flow.domain.values import Agreement, Personal


def plan(command: c.PlanInitiative, _state: Partnership, _context: Context) -> tuple[e.Event, ...]:
    """Returns the planned initiative; no goal planned before the agreement is post-hoc."""
    goals = tuple(replace(goal, post_hoc=False) for goal in command.initiative.goals)
    return (e.InitiativePlanned(initiative=replace(command.initiative, goals=goals)),)


def add_goal(command: c.AddGoal, state: Partnership, context: Context) -> tuple[e.Event, ...]:
    """Returns the further goal, marked post-hoc when its initiative has started (T15)."""
    initiative = state.initiative(command.initiative)
    assert initiative is not None and command.goal is not None, "goal_is_new has checked both"
    started = initiative.start is not None and context.today > initiative.start
    return (e.GoalAdded(initiative=initiative.id, goal=replace(command.goal, post_hoc=started)),)


def sign(command: c.Sign, state: Partnership, context: Context) -> tuple[e.Event, ...]:
    """Returns the signature; the signatory's name is sealed."""
    assert command.document is not None and command.party is not None, "signature_is_whole has checked both"
    subject = f"signatory:{state.ref}:{len(state.signatures) + 1}"
    return (
        e.DocumentSigned(
            party=command.party,
            document=command.document,
            signatory=Personal(subject, command.signatory),
            form=command.form,
            signed_on=command.signed_on or context.on,
        ),
    )


def acknowledge(command: c.Acknowledge, _state: Partnership, context: Context) -> tuple[e.Event, ...]:
    """Returns the acknowledgement, with the SHA-256 of the published code."""
    code = context.house.code(command.code_version)
    assert code is not None and command.party is not None, "code_is_published has checked both"
    return (e.CodeAcknowledged(party=command.party, code_version=code.version, code_sha256=code.sha256),)


def agree(command: c.Agree, _state: Partnership, context: Context) -> tuple[e.Event, ...]:
    """Returns the agreement with its pinned code of conduct."""
    code = context.house.code(command.code_version)
    assert code and command.start and command.end and command.document, (
        "the guards of agree have checked them"
    )
    agreement = Agreement(
        kind=command.kind,
        start=command.start,
        end=command.end,
        marketing=command.marketing,
        contributions=command.contributions,
        guidelines=command.guidelines,
        exchange=command.exchange,
        code_version=code.version,
        code_sha256=code.sha256,
        document=command.document,
        registry_number=command.registry_number,
    )
    return (e.PartnershipAgreed(agreement=agreement),)


def agree_addendum(command: c.Agree, _state: Partnership, _context: Context) -> tuple[e.Event, ...]:
    """Returns the addendum: what is added, and the yearly amounts that are replaced."""
    assert command.document is not None, "addendum_is_signed has checked it"
    return (
        e.AddendumAgreed(
            document=command.document,
            registry_number=command.registry_number,
            contributions=command.contributions,
            marketing=command.marketing,
            guidelines=command.guidelines,
            exchange=command.exchange,
        ),
    )


def activate(_command: c.Activate, _state: Partnership, _context: Context) -> tuple[e.Event, ...]:
    """Returns the beginning."""
    return (e.PartnershipActivated(),)
