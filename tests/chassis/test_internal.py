import ssl

from chassis.internal import trust


def test_plain_addresses_need_no_authorities_and_trust_nobody() -> None:
    context = trust(["http://127.0.0.1:8082", "http://consent:8080"])

    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.get_ca_certs() == []


def test_one_address_with_tls_is_verified_as_usual() -> None:
    context = trust(["http://127.0.0.1:8082", "https://consent.example.org"])

    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.get_ca_certs()
