"""Events of every released version load for ever, and say what they said."""

import json
import sqlite3
from base64 import b64decode
from pathlib import Path
from typing import Any
from uuid import uuid5

import pytest

from samverkan_flow.domain.events import EVENTS
from samverkan_flow.domain.house import NAMESPACE
from samverkan_flow.store.codec import REGISTRY, UPCASTERS, Codec
from samverkan_flow.store.keys import KeyStore
from tests.history.make_golden import enveloped, shape_of
from tests.history.samples import SAMPLES

HERE = Path(__file__).parent
RELEASES = sorted(one.stem.removeprefix("events-") for one in HERE.glob("events-*.jsonl"))
GOLDEN = [
    (release, json.loads(line))
    for release in RELEASES
    for line in (HERE / f"events-{release}.jsonl").read_text("utf-8").splitlines()
]
SHAPES = {
    topic: (release, shape)
    for release in RELEASES
    for topic, shape in json.loads((HERE / f"shapes-{release}.json").read_text("utf-8")).items()
}
ID = uuid5(NAMESPACE, "golden")


@pytest.fixture(scope="module")
def codecs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Codec]:
    """Returns for each release the codec that holds the keys of its time."""
    made = {}
    for release in RELEASES:
        path = tmp_path_factory.mktemp("keys") / "keys"
        with sqlite3.connect(path) as keys:
            keys.execute("CREATE TABLE keys (subject TEXT PRIMARY KEY, key BLOB NOT NULL) WITHOUT ROWID")
            for subject, key in json.loads((HERE / f"keys-{release}.json").read_text()).items():
                keys.execute("INSERT INTO keys VALUES (?, ?)", (subject, b64decode(key)))
        keys.close()
        made[release] = Codec(KeyStore(path))
    return made


def named(golden: tuple[str, dict[str, Any]]) -> str:
    """Returns how a golden event is told in a test report."""
    return f"{golden[0]}-{golden[1]['version']}-{golden[1]['topic']}"


@pytest.mark.parametrize("golden", GOLDEN, ids=named)
def test_a_released_event_loads_and_stays_the_same(
    golden: tuple[str, dict[str, Any]], codecs: dict[str, Codec]
) -> None:
    """A stored event decodes, and encodes again to the very bytes, its sealed fields included."""
    release, line = golden
    codec, stored = codecs[release], line["state"].encode()

    decoded = codec.decode_event(ID, line["version"], line["topic"], stored)

    if line["topic"] not in UPCASTERS:
        assert (line["topic"], stored) == codec.encode_event(decoded)


@pytest.mark.parametrize("golden", [one for one in GOLDEN if one[0] == RELEASES[-1]], ids=named)
def test_the_newest_events_say_what_the_samples_say(
    golden: tuple[str, dict[str, Any]], codecs: dict[str, Codec]
) -> None:
    """What was stored by the newest release is the sample it was made of, personal texts included."""
    release, line = golden
    number = line["version"]

    actual = codecs[release].decode_event(ID, number, line["topic"], line["state"].encode())

    assert enveloped(SAMPLES[number - 1], number) == actual


def test_every_topic_has_a_golden_event() -> None:
    """No topic of the registry goes without a golden event."""
    assert set() == set(REGISTRY) - {line["topic"] for _, line in GOLDEN}


def test_no_released_topic_is_taken_away() -> None:
    """What was released is in the registry, or is cast up to something that is."""
    assert set() == {line["topic"] for _, line in GOLDEN} - set(REGISTRY) - set(UPCASTERS)


@pytest.mark.parametrize("topic", [topic for topic in SHAPES if topic not in UPCASTERS])
def test_a_released_event_is_never_reshaped(topic: str) -> None:
    """Every field of a released event, and of what is in it, stands as it was: a new meaning is a new class."""
    assert SHAPES[topic][1] == shape_of(REGISTRY[topic])


def test_topics_are_names_and_versions() -> None:
    """A topic says what happened to what, and its version; no two events share one."""
    topics = [event.TOPIC for event in EVENTS]
    odd = [topic for topic in topics if not topic.rsplit(".v", 1)[-1].isdigit() or topic.count(".") != 2]

    assert ([], len(topics)) == (odd, len(set(topics)))


def test_without_the_keys_everything_else_is_read(tmp_path: Path) -> None:
    """With every key destroyed all golden events still load, and still encode to the same bytes."""
    codec = Codec(KeyStore(tmp_path / "none"))
    changed = []
    for _, line in GOLDEN:
        stored = line["state"].encode()
        decoded = codec.decode_event(ID, line["version"], line["topic"], stored)
        if line["topic"] not in UPCASTERS and codec.encode_event(decoded)[1] != stored:
            changed.append(line["topic"])

    assert ([], False) == (changed, (tmp_path / "none").exists())
