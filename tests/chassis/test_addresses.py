from contextlib import suppress

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.addresses import AddressRefused, may_connect, web_address

PUBLIC = ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "2a00:1450:4001:80b::200e"]
PRIVATE = ["127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.1.1", "100.64.0.1", "::1", "fd12:3456::1"]
NEVER = [
    "169.254.169.254",  # metadata
    "100.100.100.200",
    "fd00:ec2::254",
    "168.63.129.16",
    "192.0.0.192",
    "0.0.0.0",  # noqa: S104  (the unspecified address, which must be refused)
    "::",
    "255.255.255.255",
    "224.0.0.251",
    "240.0.0.1",
    "198.18.0.1",
    "192.0.2.1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "::ffff:8.8.8.8",  # IPv4 in disguise
    "::ffff:127.0.0.1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2001:0:7f00:1::",
    "2001:db8::1",
    "localhost",
    "",
]


@pytest.mark.parametrize("number", PUBLIC)
def test_public_numbers_are_allowed(number: str) -> None:
    assert may_connect(number)
    assert may_connect(number, allow_private=True)


@pytest.mark.parametrize("number", PRIVATE)
def test_private_numbers_need_the_flag(number: str) -> None:
    assert not may_connect(number)
    assert may_connect(number, allow_private=True)


@pytest.mark.parametrize("number", NEVER)
def test_some_numbers_are_never_allowed(number: str) -> None:
    assert not may_connect(number)
    assert not may_connect(number, allow_private=True)


@settings(deadline=None)  # the machine may be busy
@given(st.ip_addresses(v=4, network="169.254.0.0/16") | st.ip_addresses(v=6, network="::ffff:0:0/96"))
def test_no_link_local_or_mapped_number_is_ever_allowed(number: object) -> None:
    assert not may_connect(str(number), allow_private=True)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("https://example.com", "https://example.com"),
        ("  HTTP://EXAMPLE.com:80/a \n", "http://example.com/a"),
        ("http://bücher.example/ä b?q=1 2#part", "http://xn--bcher-kva.example/%C3%A4%20b?q=1%202"),
        ("https://[2606:4700::1111]:8443/", "https://[2606:4700::1111]:8443/"),
    ],
)
def test_what_people_type_is_read(typed: str, read: str) -> None:
    assert str(web_address(typed)) == read


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "example.com",
        "/path",
        "ftp://example.com/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "http:///path",
        "http://user@example.com/",
        "http://user:secret@example.com/",
        "http://example.com\\@evil.example/",
        "http://example.com:99999/",
        "http://example.com:0/",
        "http://exa mple.com/",
        "http://exa%6dple.com/",
        "http://-example.com/",
        "http://[fe80::1%25eth0]/",
        "http://[::1/",
        "http://example.com/" + "a" * 3000,
    ],
)
def test_what_is_no_web_address_is_refused(typed: str) -> None:
    with pytest.raises(AddressRefused) as refused:
        web_address(typed)
    assert refused.value.nothing_sent
    assert str(refused.value)


@settings(deadline=None)  # the machine may be busy
@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(typed: str) -> None:
    try:
        url = web_address(typed)
    except AddressRefused:
        return
    assert url.scheme in ("http", "https")
    assert url.host
    assert not url.userinfo


@settings(deadline=None)  # the machine may be busy
@given(st.text(max_size=100))
def test_any_reference_on_a_page_is_read_or_refused(typed: str) -> None:
    base = httpx.URL("https://example.com/a/b")
    with suppress(AddressRefused):
        assert web_address(typed, base).scheme in ("http", "https")
