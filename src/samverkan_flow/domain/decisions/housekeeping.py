"""People, roles and accounts; policy and code of conduct."""

from samverkan_flow.domain import commands as c
from samverkan_flow.domain import events as e
from samverkan_flow.domain.context import Context
from samverkan_flow.domain.house import House
from samverkan_flow.domain.policy import parse_policy, sha256_of
from samverkan_flow.domain.values import Personal


def add_person(command: c.AddPerson, _state: House, _context: Context) -> tuple[e.Event, ...]:
    """Returns the registered person, the name sealed, and the roles given at once."""
    added = e.PersonAdded(handle=command.handle, name=Personal(f"person:{command.handle}", command.name))
    roles = dict.fromkeys(command.roles)
    return (added, *(e.RoleGranted(handle=command.handle, role=role) for role in roles))


def grant_role(command: c.GrantRole, _state: House, _context: Context) -> tuple[e.Event, ...]:
    """Returns the granted role."""
    return (e.RoleGranted(handle=command.handle, role=command.role),)


def revoke_role(command: c.RevokeRole, _state: House, _context: Context) -> tuple[e.Event, ...]:
    """Returns the revoked role."""
    return (e.RoleRevoked(handle=command.handle, role=command.role),)


def bind_account(command: c.BindAccount, _state: House, _context: Context) -> tuple[e.Event, ...]:
    """Returns the bound account."""
    return (e.AccountBound(handle=command.handle, account=command.account),)


def unbind_account(command: c.UnbindAccount, _state: House, _context: Context) -> tuple[e.Event, ...]:
    """Returns the released account."""
    return (e.AccountUnbound(handle=command.handle, account=command.account),)


def set_mail(command: c.SetMail, _state: House, _context: Context) -> tuple[e.Event, ...]:
    """Returns the mail address, sealed."""
    return (e.PersonMailSet(handle=command.handle, mail=Personal(f"person:{command.handle}", command.mail)),)


def accept_rollback(_command: c.AcceptRollback, _state: House, context: Context) -> tuple[e.Event, ...]:
    """Returns the accepted rollback, with the checkpoint that is given up."""
    found = context.rollback
    assert found is not None, "rollback_is_found has looked"
    return (e.RollbackAccepted(found.kind, found.size, found.seen, found.checkpoint),)


def adopt_policy(command: c.AdoptPolicy, _state: House, context: Context) -> tuple[e.Event, ...]:
    """Returns the adopted policy with its full text and SHA-256."""
    policy = parse_policy(command.text)
    in_force_from = command.in_force_from or context.on
    return (
        e.PolicyAdopted(
            version=policy.version,
            in_force_from=in_force_from,
            sha256=sha256_of(command.text),
            text=command.text,
        ),
    )


def publish_code(command: c.PublishCode, _state: House, _context: Context) -> tuple[e.Event, ...]:
    """Returns the published code of conduct."""
    assert command.in_force_from is not None and command.document is not None, "code_is_new has checked both"
    return (
        e.CodePublished(
            version=command.version, in_force_from=command.in_force_from, document=command.document
        ),
    )
