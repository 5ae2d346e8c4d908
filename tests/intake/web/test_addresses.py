"""Addresses are read in one way only, and every one that is not public is closed."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.web.serving import Names
from rag.intake.draft import Unreadable
from rag.intake.web.addresses import Target, checked, target
from rag.intake.web.ranges import is_local, why_closed

V4 = st.integers(0, 2**32 - 1).map(IPv4Address)
V6 = st.integers(0, 2**128 - 1).map(IPv6Address)
OPEN = """8.8.8.8 1.1.1.1 93.184.215.14 100.63.255.255 100.128.0.0 172.15.255.255 172.32.0.0
11.0.0.0 9.255.255.255 126.255.255.255 128.0.0.0 169.253.255.255 169.255.0.0 192.167.255.255
192.169.0.0 198.17.255.255 198.20.0.0 223.255.255.255 192.0.1.0 2600:: 2001:4860:4860::8888
2606:4700:4700::1111 2a00:1450:4001:830::200e 2003:: 2001:200::1 3ffe::1""".split()
NEVER = """0.0.0.0 169.254.169.254 224.0.0.1 255.255.255.255 240.0.0.1 100.100.100.200 192.0.2.1
168.63.129.16 :: fe80::1 ff02::1 fec0::1 fd00:ec2::254 ::ffff:8.8.8.8 ::8.8.8.8 2002:808:808::
64:ff9b::8.8.8.8 64:ff9b:1::1 2001::1 2001:db8::1 3fff::1 4000::1 100::1 5f00::1""".split()
AT_HOME = "127.0.0.1 10.1.2.3 172.16.0.1 192.168.0.1 100.64.0.1 ::1 fd12::1 fc00::1".split()


@pytest.mark.parametrize("address", OPEN)
def test_public_addresses_are_open(address: str) -> None:
    assert why_closed(ip_address(address), local=False) is None


@pytest.mark.parametrize("address", NEVER)
def test_these_are_closed_whatever_the_setting(address: str) -> None:
    for local in (False, True):
        assert why_closed(ip_address(address), local=local)


@pytest.mark.parametrize("address", AT_HOME)
def test_local_addresses_are_open_where_the_setting_says_so(address: str) -> None:
    found = ip_address(address)
    assert is_local(found)
    assert why_closed(found, local=False)
    assert why_closed(found, local=True) is None


@given(V4 | V6)
def test_nothing_that_python_takes_for_private_is_open(address: IPv4Address | IPv6Address) -> None:
    if why_closed(address, local=False) is None:
        assert address.is_global
        assert True not in {address.is_multicast, address.is_reserved, address.is_link_local}


@given(V4)
def test_an_ipv4_address_inside_an_ipv6_address_is_closed(address: IPv4Address) -> None:
    number = int(address)
    forms = (
        number,
        0xFFFF << 32 | number,
        0xFFFF << 48 | number,
        0x64FF9B << 96 | number,
        0x2002 << 112 | number << 80,
        0x2001 << 112 | (number ^ 0xFFFFFFFF),
        0x2600 << 112 | 0x5EFE << 32 | number,
    )
    assert all(why_closed(IPv6Address(form), local=False) for form in forms)


PARTS = st.sampled_from(
    "http https : / // /// . .. @ # ? \\ [ ] % %2e %40 0x7f 127 1 ::1 :80 :0 a.b xn-- ü ß 。 ０"
    " news.example localhost ﬀ \u00ad \u200d \t \x00  ".split(" ")
)


@given(st.lists(PARTS, max_size=9).map("".join) | st.text(max_size=30))
def test_whoever_reads_an_accepted_address_reads_the_same_host(text: str) -> None:
    for url in (text, f"http://{text}", f"http://news.example{text}"):
        found = accepted(url)
        if found is None:
            continue
        standard, httpx_url = urlsplit(found.url), httpx.URL(found.url)
        implied = {"http": 80, "https": 443}[found.scheme]
        assert (standard.hostname, standard.port or implied) == (found.host, found.port)
        assert (httpx_url.raw_host.decode(), httpx_url.port or implied) == (found.host, found.port)
        assert httpx_url.userinfo == b""
        assert target(found.url) == found


def accepted(url: str) -> Target | None:
    try:
        return target(url)
    except Unreadable:
        return None


def test_a_relative_address_is_read_against_its_page() -> None:
    base = target("https://news.example/a/b?c=d")
    assert target("e", base).url == "https://news.example/a/e"
    assert target("/e", base).url == "https://news.example/e"
    assert target("?e", base).url == "https://news.example/a/b?e"
    assert target("//other.example", base).url == "https://other.example/"


def test_every_address_of_a_name_is_kept_in_its_order() -> None:
    names = Names(news_example=[["2600::1", "8.8.8.8", "2600::1"]])
    found = checked(target("http://news.example/"), names, local=False)
    assert found.addresses == ("2600::1", "8.8.8.8")
    assert not found.local


def test_a_name_without_an_address_is_told() -> None:
    with pytest.raises(Unreadable, match="no address"):
        checked(target("http://news.example/"), Names(news_example=[[]]), local=False)


def test_an_overlong_address_is_refused() -> None:
    assert target("http://news.example/" + "a" * 3000)
    with pytest.raises(Unreadable, match="4000 characters"):
        target("http://news.example/" + "a" * 4000)
