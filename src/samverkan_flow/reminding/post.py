"""The post office: which mail server letters are handed to, and handing one over (SMTP, RFC 5321)."""

import smtplib
import ssl
from collections.abc import Mapping
from contextlib import suppress
from email.message import EmailMessage

import msgspec

from samverkan_flow.domain.errors import InvalidInput, NotDelivered, Unreachable
from samverkan_flow.domain.mail import is_address

TIMEOUT_SECONDS = 20.0
"""How long one answer of the mail server is waited for: to connect, and to each line that is sent."""
PORT, PORT_WITH_LOGIN, PORT_TLS = 25, 587, 465
PORT_MAX = 65_535
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")
"""Where a password may go without TLS: it does not leave the machine."""
TLS_KINDS = ("", "starttls", "tls", "none")
TRY_AGAIN = "nothing is lost: the next run tries again"
REFUSES_FOR_GOOD = 500
"""From this reply code on a server means it: the same mail would be refused again (RFC 5321, 4.2.1)."""


class Post(msgspec.Struct, frozen=True):
    """A mail server and how to speak with it.

    `tls` is empty (STARTTLS where the server offers it), starttls (nothing without it), tls (from the first
    byte) or none.
    """

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    tls: str = ""

    def __repr__(self) -> str:
        """Returns where it is; the password is nobody's to read."""
        return f"Post({self.host}:{self.port})"

    def send(self, message: EmailMessage, address: str) -> None:
        """Hands one mail over. Raises Unreachable when no mail would be taken, NotDelivered when this one is not."""
        server = self._connected()
        try:
            server.send_message(message, self.sender, [address])
        except smtplib.SMTPSenderRefused as error:
            raise Unreachable(
                f"the mail server does not take mail from SAMVERKAN_SMTP_FROM ({error.smtp_code})",
                _unless_for_good(error.smtp_code, "set SAMVERKAN_SMTP_FROM to an address it takes"),
            ) from None
        except OSError as error:  # smtplib's own errors are such too
            raise NotDelivered(f"the mail server {_reason(error)}", _remedy(error)) from None
        finally:
            _part(server)

    def _connected(self) -> smtplib.SMTP:
        """Returns an open connection, encrypted and logged in as far as that is asked for. Raises Unreachable."""
        server: smtplib.SMTP | None = None
        try:
            server = self._opened()
            self._secure(server)
            self._log_in(server)
        except (
            OSError,
            UnicodeError,
            NotDelivered,
        ) as error:  # a host's name can be none that could be asked for
            if server is not None:
                server.close()
            if isinstance(error, NotDelivered):
                raise
            raise Unreachable(
                f"the mail server {self.host}:{self.port} {_reason(error)}", _remedy(error)
            ) from None
        return server

    def _opened(self) -> smtplib.SMTP:
        own_name = self.sender.partition("@")[2]  # the library would ask the network for the machine's
        if self.tls == "tls":
            return smtplib.SMTP_SSL(
                self.host, self.port, own_name, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
            )
        return smtplib.SMTP(self.host, self.port, own_name, timeout=TIMEOUT_SECONDS)

    def _secure(self, server: smtplib.SMTP) -> None:
        server.ehlo_or_helo_if_needed()
        offered = server.has_extn("starttls")
        if self.tls == "starttls" and not offered:
            raise Unreachable(
                f"the mail server {self.host}:{self.port} does not offer STARTTLS, which SAMVERKAN_SMTP_TLS asks for",
                "set SAMVERKAN_SMTP_TLS=tls and the port for it, or use a server that offers STARTTLS",
            )
        if self.tls in ("", "starttls") and offered:
            server.starttls(context=ssl.create_default_context())
            server.ehlo()

    def _log_in(self, server: smtplib.SMTP) -> None:
        if not self.user:
            return
        if not isinstance(server.sock, ssl.SSLSocket) and self.host not in LOCAL_HOSTS:
            raise Unreachable(
                f"the connection to {self.host}:{self.port} is not encrypted, so the password was not sent",
                "use a server with TLS, or leave SAMVERKAN_SMTP_USER and its password out",
            )
        try:
            server.login(self.user, self.password)
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError):
            raise Unreachable(
                f"the mail server {self.host}:{self.port} does not take SAMVERKAN_SMTP_USER and its password",
                "set SAMVERKAN_SMTP_USER and SAMVERKAN_SMTP_PASSWORD anew",
            ) from None


def _part(server: smtplib.SMTP) -> None:
    """Takes leave. What was taken is taken, so a server that now answers wrongly or not at all changes nothing."""
    with suppress(OSError):
        server.quit()
    server.close()


def post_of(environment: Mapping[str, str]) -> Post:
    """Returns the mail server that the environment names. Raises InvalidInput for what is missing or malformed."""
    told = {name: environment.get(f"SAMVERKAN_SMTP_{name}", "").strip() for name in SETTINGS}
    if not told["HOST"]:
        raise InvalidInput(
            "SAMVERKAN_SMTP_HOST",
            "is not set, so there is no mail server to hand anything to",
            "set SAMVERKAN_SMTP_HOST and SAMVERKAN_SMTP_FROM; with --dry-run no server is needed",
        )
    if not is_address(told["FROM"]):
        raise InvalidInput(
            "SAMVERKAN_SMTP_FROM", "is not set to a mail address", "set the address that reminders come from"
        )
    if told["TLS"] not in TLS_KINDS:
        raise InvalidInput(
            "SAMVERKAN_SMTP_TLS", "is none of starttls, tls and none", "leave it out, or choose one"
        )
    if any(not one.isprintable() or " " in one for one in (told["HOST"], told["USER"])):
        raise InvalidInput("SAMVERKAN_SMTP_HOST or _USER", "holds a space or a control character")
    password = environment.get("SAMVERKAN_SMTP_PASSWORD", "")
    if not (told["USER"] + password).isascii():
        raise InvalidInput("SAMVERKAN_SMTP_USER or _PASSWORD", "holds letters that are not ASCII")
    return Post(told["HOST"], _port(told), told["FROM"], told["USER"], password, told["TLS"])


SETTINGS = ("HOST", "PORT", "FROM", "USER", "TLS")


def _port(told: dict[str, str]) -> int:
    if not told["PORT"]:
        return PORT_TLS if told["TLS"] == "tls" else PORT_WITH_LOGIN if told["USER"] else PORT
    if not told["PORT"].isascii() or not told["PORT"].isdigit() or not 0 < int(told["PORT"][:9]) <= PORT_MAX:
        raise InvalidInput("SAMVERKAN_SMTP_PORT", f"is no port: a whole number from 1 to {PORT_MAX}")
    return int(told["PORT"])


def _reason(error: OSError | UnicodeError) -> str:
    """Returns why something was not taken, without what the server says: that may name the address."""
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            code = next(iter(refused.values()))[0]
            return f"refuses the recipient ({code})"
        case smtplib.SMTPServerDisconnected() if isinstance(error.__context__, TimeoutError):
            return _reason(error.__context__)
        case smtplib.SMTPServerDisconnected():
            return "closed the connection before it had taken the mail"
        case smtplib.SMTPResponseException(smtp_code=code):
            return f"did not take the mail ({code})"
        case TimeoutError():
            return f"did not answer within {TIMEOUT_SECONDS:.0f} seconds"
        case ssl.SSLError():
            return f"cannot be spoken with in private: {error.reason or 'TLS failed'}"
        case _:
            return f"cannot be reached: {getattr(error, 'strerror', None) or error}"


def _remedy(error: OSError | UnicodeError) -> str:
    """Returns what would help: to wait, or to mend a setting or an address."""
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            code = next(iter(refused.values()))[0]
            return _unless_for_good(code, "correct the address: samverkan people mail")
        case smtplib.SMTPResponseException(smtp_code=code):
            return _unless_for_good(code, "ask whoever runs the mail server why")
        case ssl.SSLError():
            return "check SAMVERKAN_SMTP_HOST, _PORT and _TLS: the name must be the one in its certificate"
        case TimeoutError() | smtplib.SMTPServerDisconnected():
            return TRY_AGAIN
        case _:
            return f"{TRY_AGAIN}; if it goes on, check SAMVERKAN_SMTP_HOST and SAMVERKAN_SMTP_PORT"


def _unless_for_good(code: int, remedy: str) -> str:
    """Returns the remedy for a reply that will not change by itself, and otherwise that waiting is enough."""
    return remedy if code >= REFUSES_FOR_GOOD else TRY_AGAIN
