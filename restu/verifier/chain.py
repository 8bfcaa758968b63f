"""The chain of each partition: every event names the sequence before it, so loss and insertion show.

Repeats are dropped: the same sequence with the same content. The same sequence with other content, an event out of
order, or one whose predecessor was never seen, is a violation; a partition that ends before it was said to is a gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from zlib import crc32

from restu.verifier.records import Ends, Record
from restu.verifier.report import Finding, Report

PARTITIONS = 12


class Chains:
    """Follows all partitions at once."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._seen: dict[tuple[str, int], dict[int, str]] = {}
        self._last: dict[tuple[str, int], int] = {}

    def unrepeated(self, records: Iterable[Record]) -> Iterator[Record]:
        """The records without repeats; what breaks a chain is reported and still passed on."""
        for record in records:
            seen = self._seen.setdefault(record.place, {})
            last = self._last.get(record.place, 0)
            if record.sequence in seen:
                if seen[record.sequence] != record.fingerprint:
                    self._violation("two-contents", "this sequence stands here with another content, too", record)
                continue
            self._check_link(record, last)
            seen[record.sequence] = record.fingerprint
            self._last[record.place] = max(last, record.sequence)
            yield record

    def last(self, topic: str, partition: int) -> int:
        """The last sequence seen in a partition; 0 = none."""
        return self._last.get((topic, partition), 0)

    def check_ends(self, ends: Ends) -> None:
        """Reports every partition that does not end where it was said to: a gap before, a violation behind."""
        for topic, partitions in ends.items():
            for partition, sequence in partitions.items():
                last, where = self.last(topic, partition), f"{topic}/{partition}"
                words = f"ends at sequence {last}, was said to end at {sequence}"
                if last < sequence:
                    self._report.gaps.append(Finding("short-partition", words, where))
                elif last > sequence:
                    self._report.violations.append(Finding("broken-chain", words, where))

    def _check_link(self, record: Record, last: int) -> None:
        if record.sequence <= record.previous:
            self._violation("broken-chain", "the event names itself or a later one as the one before it", record)
        elif record.sequence < last:
            self._violation("broken-chain", "the event stands behind a later one", record)
        elif record.previous != last:
            words = f"the event before it has sequence {record.previous}, but {last} was seen"
            self._violation("broken-chain", words, record)
        if crc32(record.subject.encode()) % PARTITIONS != record.partition:
            self._violation("wrong-partition", "the subject belongs into another partition", record)

    def _violation(self, kind: str, words: str, record: Record) -> None:
        self._report.violations.append(Finding(kind, words, str(record), {"sequence": str(record.sequence)}))
