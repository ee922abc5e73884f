"""What tests name in the demonstration's log stands where they say."""

from collections import defaultdict

from samverkan_flow.audit.answer import stream_name
from samverkan_flow.queries.reading import Reader
from tests.demonstration import LOG_SIZE, OF_FRAMES, OF_HOUSE, PLACES


def test_the_log_is_as_long_as_tests_say(reader: Reader) -> None:
    """In all, and of the house and of the yearly frames."""
    topics = [one.topic for one in reader.log()]
    of_house = reader.house().version

    assert (LOG_SIZE, LOG_SIZE) == (len(topics), reader.log_size())
    assert (OF_FRAMES, OF_HOUSE) == (sum(one.startswith("budget.") for one in topics), of_house)


def test_events_stand_where_tests_say(reader: Reader) -> None:
    """Of each stream that is told, every event has its place."""
    places = defaultdict(list)
    for one in reader.log():
        places[stream_name(reader, one)].append(one.index)

    assert {stream: list(told) for stream, told in PLACES.items()} == {one: places[one] for one in PLACES}
