"""wss:// and https://: an authority of one's own by EXTRA_CA_FILE, and nobody that it did not vouch for."""
import socket

import pytest

from pretend import ALICE
from processes import never_while, wait_until
from tls import Authority, Terminator


ADDRESS = "127.0.0.1"


def known_hosts():
    """Ways to name this machine; a bare Debian root has no /etc/hosts and knows itself by address alone."""
    try:
        socket.getaddrinfo("localhost", None)
    except OSError:
        return [ADDRESS]
    return [ADDRESS, "localhost"]


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path, "authority")


def secure_settings(simulator, port, ca, host=ADDRESS):
    secure = f"{host}:{port}"
    return {**simulator.settings(), "EXTRA_CA_FILE": str(ca),
            "DISCORD_API_URL": f"https://{secure}/api/v10", "DISCORD_GATEWAY_URL": f"wss://{secure}",
            "GOOGLE_TOKEN_URL": f"https://{secure}/token", "GOOGLE_SHEETS_URL": f"https://{secure}"}


@pytest.fixture
def terminator(simulator):
    made = []

    def make(certificate):
        made.append(Terminator(certificate, simulator.port))
        return made[-1]
    yield make
    for one in made:
        one.close()


@pytest.mark.parametrize("host", known_hosts())
def test_an_authority_of_ones_own_is_trusted_everywhere(simulator, new_service, authority, terminator, host):
    proxy = terminator(authority.certificate(host))
    service = new_service(secure_settings(simulator, proxy.port, authority.path, host)).start_healthy()
    channel = simulator.new_ticket()
    simulator.outcome(simulator.press(channel))
    wait_until(lambda: simulator.validators(channel) == [ALICE], what="the row")
    assert proxy.versions <= {"TLSv1.2", "TLSv1.3"}
    service.stop()


def test_a_bundle_chosen_by_ssl_cert_file_is_trusted_everywhere(simulator, new_service, authority, terminator):
    proxy = terminator(authority.certificate(ADDRESS))
    settings = secure_settings(simulator, proxy.port, authority.path)
    settings["SSL_CERT_FILE"] = settings.pop("EXTRA_CA_FILE")
    service = new_service(settings).start_healthy()
    channel = simulator.new_ticket()
    simulator.outcome(simulator.press(channel))
    wait_until(lambda: simulator.validators(channel) == [ALICE], what="the row")
    service.stop()


def refused_everywhere(service, simulator, proxy):
    """The bot tries, hangs up, says so, and nothing of it ever got through."""
    service.start()
    never_while(lambda: simulator.state()["connections"] or simulator.state()["requests"],
                lambda: proxy.accepted >= 2 and "certificat TLS" in service.log(),
                what="something got through")
    assert service.health()["status"] == "starting"
    service.stop()


def test_an_unknown_authority_is_refused(simulator, new_service, authority, terminator, tmp_path):
    other = Authority(tmp_path, "other")
    proxy = terminator(other.certificate(ADDRESS))
    refused_everywhere(new_service(secure_settings(simulator, proxy.port, authority.path)), simulator, proxy)


@pytest.mark.parametrize("other", ["discord.example", "127.0.0.2"])
def test_a_certificate_for_another_host_is_refused(simulator, new_service, authority, terminator, other):
    proxy = terminator(authority.certificate(other))
    refused_everywhere(new_service(secure_settings(simulator, proxy.port, authority.path)), simulator, proxy)


def test_an_authority_file_that_cannot_be_read_is_said(simulator, new_service, tmp_path):
    service = new_service({**simulator.settings(), "EXTRA_CA_FILE": str(tmp_path / "missing.pem")})
    answer = service.command("check")
    assert answer.returncode == 78
    assert len([x for x in (answer.stdout + answer.stderr).splitlines() if "EXTRA_CA_FILE" in x]) == 1


def test_an_authority_file_without_a_certificate_is_said(simulator, new_service, tmp_path):
    """Readable, but of no use: only the worker that would use it can tell."""
    path = tmp_path / "not-a-certificate.pem"
    path.write_text("-----BEGIN CERTIFICATE-----\nceci n'en est pas un\n-----END CERTIFICATE-----\n", "utf-8")
    answer = new_service({**simulator.settings(), "EXTRA_CA_FILE": str(path)}).command("check")
    assert answer.returncode == 78
    assert len([x for x in (answer.stdout + answer.stderr).splitlines() if "EXTRA_CA_FILE" in x]) == 1


def test_a_sound_authority_file_passes_the_check(simulator, new_service, authority):
    answer = new_service({**simulator.settings(), "EXTRA_CA_FILE": str(authority.path)}).command("check")
    assert (answer.returncode, answer.stderr) == (0, ""), answer.stdout
