"""Handing a mail over: settings from the environment, encryption, and a password that goes nowhere in the clear."""

import ssl
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from msgspec.structs import replace

from samverkan_flow.domain.errors import InvalidInput, NotDelivered
from samverkan_flow.reminding import post as post_module
from samverkan_flow.reminding.post import TRY_AGAIN, Post, Unreachable, post_of
from tests.reminding.servers import (
    PASSWORD,
    SENDER,
    HangsUpInTheMiddle,
    Mailbox,
    environment_of,
    free_port,
    office,
)

TO = "ulla.berg@example.org"


def a_mail() -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = SENDER, TO, "Åtta dagar"
    made.set_content("Räksmörgås 🧾\n", charset="utf-8", cte="quoted-printable")
    return made


def certificate(folder: Path, *hosts: str) -> tuple[ssl.SSLContext, Path]:
    """Returns the context of a server with a certificate of its own, and the file that makes it trusted."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "the mail server of the tests")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(7).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(one)) for one in hosts]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = folder / "certificate.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context, file


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """Returns the context of a server whose certificate this process trusts."""
    context, file = certificate(tmp_path, "127.0.0.1", "127.0.0.2")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    return context


def test_a_mail_comes_as_it_was_written(mailbox: Mailbox, post: Post) -> None:
    """Subject and text arrive whole, whatever letters they are in."""
    post.send(a_mail(), TO)

    assert ["Åtta dagar"] == [one["Subject"] for one in mailbox.mails]
    assert ["Räksmörgås 🧾\n"] == [one.get_content().replace("\r\n", "\n") for one in mailbox.mails]


# --- encryption and login -------------------------------------------------------------------------


@pytest.mark.parametrize(("tls", "expected"), [("", True), ("starttls", True), ("none", False)])
def test_starttls_is_used_where_it_is_offered(
    tls: str, expected: bool, mailbox: Mailbox, trusted: ssl.SSLContext
) -> None:
    """Unless it is told not to, what can be encrypted is."""
    with office(mailbox, context=trusted) as post:
        replace(post, tls=tls).send(a_mail(), TO)

    assert [expected] == mailbox.encrypted


def test_tls_from_the_first_byte(mailbox: Mailbox, trusted: ssl.SSLContext) -> None:
    """A server that speaks nothing but TLS is spoken with so."""
    with office(mailbox, context=trusted, from_the_start=True) as post:
        replace(post, tls="tls").send(a_mail(), TO)

    assert 1 == len(mailbox.mails)


def test_demanded_starttls_that_is_not_offered_stops_it(mailbox: Mailbox, post: Post) -> None:
    """What asks for encryption sends nothing without it."""
    with pytest.raises(Unreachable, match="does not offer STARTTLS"):
        replace(post, tls="starttls").send(a_mail(), TO)

    assert [] == mailbox.mails


def test_a_certificate_nobody_trusts_stops_it(mailbox: Mailbox, tmp_path: Path) -> None:
    """Encryption with whoever answers is none: the certificate has to hold."""
    context, _ = certificate(tmp_path, "127.0.0.1")
    with (
        office(mailbox, context=context) as post,
        pytest.raises(Unreachable, match="in private: CERTIFICATE") as caught,
    ):
        post.send(a_mail(), TO)

    assert "SAMVERKAN_SMTP_HOST" in caught.value.hint
    assert [] == mailbox.mails


def test_a_login_over_tls(mailbox: Mailbox, trusted: ssl.SSLContext) -> None:
    """With user and password the server takes the mail."""
    with office(mailbox, host="127.0.0.2", login=True, context=trusted) as post:
        replace(post, user="reminder", password=PASSWORD).send(a_mail(), TO)

    assert [True] == mailbox.encrypted


def test_a_password_goes_to_no_other_machine_in_the_clear(mailbox: Mailbox) -> None:
    """Without TLS it is sent to the machine itself and to no other."""
    with (
        office(mailbox, host="127.0.0.2", login=True) as elsewhere,
        pytest.raises(Unreachable, match="not encrypted"),
    ):
        replace(elsewhere, user="reminder", password=PASSWORD).send(a_mail(), TO)
    with office(mailbox, login=True) as here:
        replace(here, user="reminder", password=PASSWORD).send(a_mail(), TO)

    assert 1 == len(mailbox.mails)


def test_a_wrong_password_is_said_without_being_told(mailbox: Mailbox) -> None:
    """The settings that are wrong are named; what they hold is not."""
    with office(mailbox, login=True) as post, pytest.raises(Unreachable) as caught:
        replace(post, user="reminder", password="wrong horse").send(a_mail(), TO)

    assert "does not take SAMVERKAN_SMTP_USER and its password" in caught.value.message
    assert "SAMVERKAN_SMTP_PASSWORD anew" in caught.value.hint
    assert "wrong horse" not in caught.value.message + caught.value.hint + repr(
        replace(post, password="wrong horse")
    )


# --- servers that do not take it ------------------------------------------------------------------


def test_a_server_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for ever: the wait has a limit, and the limit is said."""
    import socket

    monkeypatch.setattr(post_module, "TIMEOUT_SECONDS", 0.2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(Unreachable, match="did not answer within"):
            Post("127.0.0.1", silent.getsockname()[1], SENDER).send(a_mail(), TO)


@pytest.mark.parametrize("host", ["nowhere.invalid", "a" * 70 + ".invalid", "a..b"])
def test_a_host_that_is_none_is_said(host: str) -> None:
    """A name nobody has, and one nobody could have, are servers that cannot be reached."""
    with pytest.raises(Unreachable, match="cannot be reached"):
        Post(host, 25, SENDER).send(a_mail(), TO)


def test_what_the_server_says_of_an_address_is_not_repeated(mailbox: Mailbox, post: Post) -> None:
    """Servers like to name the address; we do not."""
    mailbox.refused = {TO}

    with pytest.raises(NotDelivered) as caught:
        post.send(a_mail(), TO)

    assert "the mail server refuses the recipient (550)" == caught.value.message
    assert "correct the address: samverkan people mail" == caught.value.hint


def test_a_recipient_refused_for_now_is_tried_again(mailbox: Mailbox, post: Post) -> None:
    """A reply below 500 passes by itself (RFC 5321, 4.2.1): nothing needs to be mended."""
    mailbox.refused, mailbox.refuses_with = {TO}, "450 4.2.1"

    with pytest.raises(NotDelivered, match=r"\(450\)") as caught:
        post.send(a_mail(), TO)

    assert TRY_AGAIN == caught.value.hint


def test_each_setting_that_stands_in_the_way_is_named(mailbox: Mailbox, post: Post) -> None:
    """Who reads the hint knows which variable to look at."""
    with pytest.raises(Unreachable) as no_starttls:
        replace(post, tls="starttls").send(a_mail(), TO)
    with pytest.raises(Unreachable) as nobody_there:
        Post("127.0.0.1", free_port(), SENDER).send(a_mail(), TO)

    assert "SAMVERKAN_SMTP_TLS=tls" in no_starttls.value.hint
    assert nobody_there.value.hint.startswith(TRY_AGAIN)
    assert "SAMVERKAN_SMTP_PORT" in nobody_there.value.hint


def test_hanging_up_in_the_middle_is_no_delivery(mailbox: Mailbox) -> None:
    """What broke off was not taken."""
    HangsUpInTheMiddle.times = 1
    with (
        office(mailbox, HangsUpInTheMiddle) as post,
        pytest.raises(NotDelivered, match="closed the connection"),
    ):
        post.send(a_mail(), TO)


# --- settings -------------------------------------------------------------------------------------

WHOLE = {"SAMVERKAN_SMTP_HOST": "mail.example.org", "SAMVERKAN_SMTP_FROM": SENDER}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, Post("mail.example.org", 25, SENDER)),
        ({"SAMVERKAN_SMTP_TLS": "tls"}, Post("mail.example.org", 465, SENDER, tls="tls")),
        ({"SAMVERKAN_SMTP_USER": "u", "SAMVERKAN_SMTP_PASSWORD": " p "},
         Post("mail.example.org", 587, SENDER, "u", " p ")),
        ({"SAMVERKAN_SMTP_PORT": "2525"}, Post("mail.example.org", 2525, SENDER)),
    ],
)  # fmt: skip
def test_the_mail_server_stands_in_the_environment(more: Mapping[str, str], expected: Post) -> None:
    """Host and sender are asked for; the port goes by the kind of connection unless it is told."""
    assert expected == post_of({**WHOLE, **more})


@pytest.mark.parametrize(
    ("environment", "field"),
    [
        ({}, "SAMVERKAN_SMTP_HOST"),
        ({"SAMVERKAN_SMTP_HOST": "mail"}, "SAMVERKAN_SMTP_FROM"),
        ({**WHOLE, "SAMVERKAN_SMTP_FROM": "a@b\nBcc: c@d"}, "SAMVERKAN_SMTP_FROM"),
        ({**WHOLE, "SAMVERKAN_SMTP_PORT": "smtp"}, "SAMVERKAN_SMTP_PORT"),
        ({**WHOLE, "SAMVERKAN_SMTP_PORT": "0"}, "SAMVERKAN_SMTP_PORT"),
        ({**WHOLE, "SAMVERKAN_SMTP_PORT": "65536"}, "SAMVERKAN_SMTP_PORT"),
        ({**WHOLE, "SAMVERKAN_SMTP_PORT": "9" * 5000}, "SAMVERKAN_SMTP_PORT"),
        ({**WHOLE, "SAMVERKAN_SMTP_PORT": "\u0662\u0665"}, "SAMVERKAN_SMTP_PORT"),
        ({**WHOLE, "SAMVERKAN_SMTP_TLS": "ssl"}, "SAMVERKAN_SMTP_TLS"),
        ({**WHOLE, "SAMVERKAN_SMTP_HOST": "a b"}, "SAMVERKAN_SMTP_HOST or _USER"),
        (
            {**WHOLE, "SAMVERKAN_SMTP_USER": "å", "SAMVERKAN_SMTP_PASSWORD": "p"},
            "SAMVERKAN_SMTP_USER or _PASSWORD",
        ),
    ],
)
def test_a_setting_that_cannot_be_is_named(environment: Mapping[str, str], field: str) -> None:
    """What is missing or malformed is named by its variable, and a password is never told."""
    with pytest.raises(InvalidInput) as caught:
        post_of({**environment, "SAMVERKAN_SMTP_PASSWORD": "geheim"})

    assert (field, False) == (caught.value.field, "geheim" in caught.value.message + caught.value.hint)


def test_the_environment_of_the_tests_is_one(post: Post) -> None:
    """What the tests hand to processes is what the product reads."""
    assert post == post_of(environment_of(post))
