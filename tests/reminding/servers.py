"""Mail servers for the tests: real SMTP on a port of their own, well-behaved or not."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from samverkan_flow.reminding.post import Post

SENDER = "partnerships@example.org"
PASSWORD = "correct horse battery staple"


class Mailbox:
    """Takes mail and keeps it; refuses the addresses in `refused`; waits `seconds` before it answers."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.senders: list[str] = []
        self.refused: set[str] = set()
        self.refuses_with = "550 5.1.1"
        self.seconds = 0.0
        self.encrypted: list[bool] = []

    def to(self, address: str) -> list[EmailMessage]:
        """Returns what has come for an address."""
        return [one for one in self.mails if one["To"] == address]

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address in self.refused:
            return f"{self.refuses_with} <{address}>: no such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        await asyncio.sleep(self.seconds)
        self.encrypted.append(session.ssl is not None)
        self.senders.append(envelope.mail_from)
        self.mails.append(cast(EmailMessage, message_from_bytes(envelope.content, policy=policy.default)))
        return self.answer(server)

    def answer(self, _server: Any) -> str:
        """Returns what the sender is told once a mail has been taken."""
        return "250 OK"


class DropsAfterwards(Mailbox):
    """Takes the mail, and hangs up before it says so."""

    def answer(self, server: Any) -> str:
        server.transport.abort()
        return "250 OK"


class HangsUpInTheMiddle(SMTP):
    """Says to go on, and hangs up while the mail is being sent; each time, or for so many mails."""

    times = 10**6

    async def smtp_DATA(self, arg: str) -> None:
        if type(self).times <= 0:
            await super().smtp_DATA(arg)
            return
        type(self).times -= 1
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        self.transport.abort()


class PartsBadly(SMTP):
    """Answers a farewell with an error."""

    async def smtp_QUIT(self, _arg: str) -> None:
        await self.push("500 we do not part like this")
        self.transport.abort()


def free_port(host: str = "127.0.0.1") -> int:
    """Returns a port nobody listens on."""
    with socket.socket() as made:
        made.bind((host, 0))
        return int(made.getsockname()[1])


class _Authenticator:
    def __call__(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        good = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
        return AuthResult(success=good, handled=False)


class Office(Controller):
    """A mail server in a thread, speaking through any kind of SMTP."""

    def __init__(self, handler: Any, kind: type[SMTP] = SMTP, **told: Any) -> None:
        self.kind = kind
        super().__init__(handler, **told)

    def factory(self) -> SMTP:
        return self.kind(self.handler, **self.SMTP_kwargs)


@contextmanager
def office(
    handler: Any, kind: type[SMTP] = SMTP, host: str = "127.0.0.1", *, login: bool = False,
    context: ssl.SSLContext | None = None, from_the_start: bool = False,
) -> Iterator[Post]:  # fmt: skip
    """Runs a mail server on a port of its own; what comes back knows the way there."""
    told: dict[str, Any] = {"hostname": host, "port": free_port(host), "decode_data": False}
    if login:
        told |= {"authenticator": _Authenticator(), "auth_require_tls": False}
    if context:
        told["ssl_context" if from_the_start else "tls_context"] = context
    server = Office(handler, kind, **told)
    server.start()
    try:
        yield Post(host, server.port, SENDER)
    finally:
        server.stop()


def environment_of(post: Post, **more: str) -> dict[str, str]:
    """Returns the settings by which the command line finds a mail server."""
    found = {"HOST": post.host, "PORT": str(post.port), "FROM": post.sender, **more}
    return {f"SAMVERKAN_SMTP_{name}": value for name, value in found.items()}
