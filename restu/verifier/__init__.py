"""An independent witness: reads the event stream alone and says whether anything was published without consent.

It shares no code with consent and publisher: neither their rules nor their signing. What it rests on are the topics,
the published keys and the formats of docs/events.md. Order is causal (decisions.md 17): cited hashes and ids, and
consent's partition of the advocate; never time, never offsets across topics.

    report = verify(records, keys, ends)
    report.violations   # something happened that must not; each with what, where and which ids
    report.gaps         # what cannot be said because the stream given is not whole
"""

from restu.verifier.records import Ends, Malformed, Record
from restu.verifier.report import Finding, Report
from restu.verifier.verify import verify

__all__ = ["Ends", "Finding", "Malformed", "Record", "Report", "verify"]
