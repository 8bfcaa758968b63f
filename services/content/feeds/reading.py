"""Which kind of feed some bytes are: the bytes decide, since servers often say something else."""

from __future__ import annotations

import re

from chassis.addresses import web_address
from services.content.encoding import decoded
from services.content.feeds import json_feed, xml_feed
from services.content.feeds.entries import MAX_FEED, Feed, NotAFeed

_DECLARED_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)


def read_feed(data: bytes, content_type: str, url: str) -> Feed:
    """The feed in `data`, which came from `url`. Raises NotAFeed, and AddressRefused for the url."""
    address = web_address(url)
    if len(data) > MAX_FEED:
        raise NotAFeed(f"a document of more than {MAX_FEED // 1024} kilobytes")
    text = decoded(data, content_type, _DECLARED_ENCODING)
    if text.lstrip().startswith("{"):
        return json_feed.read(text, address)
    return xml_feed.read(text, address)
