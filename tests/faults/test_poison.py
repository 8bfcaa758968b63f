"""No kind of poison is an event of the service in whose topic it lies: neither to the oracle nor to a consumer."""

from __future__ import annotations

import pytest
from aiokafka import ConsumerRecord

from chassis.consumer.batch import incoming
from tests.faults.faults.poison import kinds
from tests.faults.looking import SERVICES, record_of, topic


@pytest.mark.parametrize("service", SERVICES)
def test_poison_is_nobodys_event(service: str) -> None:
    source = f"/restu/{service}"

    for headers, key, value in kinds(service):
        record = ConsumerRecord(topic(service), 0, 0, 0, 0, key, value, None, 0, 0, tuple(headers))
        seen = record_of(record)
        assert seen is None or seen.source != source, headers
        assert incoming(record, {topic(service): source}).foreign, headers
