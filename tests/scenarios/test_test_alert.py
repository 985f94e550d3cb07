"""`supervisor test-alert`: one alert through each channel, one line each, and never an address."""
import socket
from pathlib import Path

import pytest

from processes import BIN, Process, children, program_of, wait_until
from receiver import CLOUDFLARE_1015, Receiver, discord
from test_alerts import receiver
from tls import Authority

WEBHOOK, FALLBACK = "/api/webhooks/1/secret-webhook-token", "/secret-fallback-path"


@pytest.fixture
def ask(new_service, receiver):
    """Runs the command without a service; its status and its lines."""
    def run(**settings):
        answer = new_service({n: v for n, v in settings.items() if v is not None}).command("test-alert")
        assert "secret" not in answer.stdout + answer.stderr and str(receiver.port) not in answer.stdout + answer.stderr
        return answer.returncode, answer.stdout.splitlines(), answer.stderr
    return run


def both(receiver):
    return {"ALERT_WEBHOOK_URL": receiver.url(WEBHOOK), "ALERT_FALLBACK_URL": receiver.url(FALLBACK)}


def test_all_arrived_is_status_0(ask, receiver):
    receiver.answer = lambda r: (204, {}, b"") if r.path == WEBHOOK else (200, {}, b"ok")
    status, lines, _ = ask(**both(receiver))
    assert (status, sorted(lines)) == (0, ["seconde voie : arrivée (statut 200)", "webhook Discord : arrivée (statut 204)"])
    assert sorted(r.path for r in receiver.requests) == [WEBHOOK, FALLBACK]
    assert len({r.alert_id for r in receiver.requests}) == 1
    hook = next(r for r in receiver.requests if r.path == WEBHOOK).json()
    assert "Essai d'alerte" in hook["embeds"][0]["title"] and hook["allowed_mentions"]["parse"] == []


def test_it_names_the_page_as_an_alert_would(ask, receiver):
    here = f"Page : http://{socket.gethostname()}:12345/ "
    for settings, page in ({"PORT": "12345"}, here), ({"RENDER_EXTERNAL_URL": "https://vigie.example"}, "Page : https://vigie.example\n"):
        assert ask(ALERT_FALLBACK_URL=receiver.url(FALLBACK), **settings)[0] == 0
        assert page in receiver.requests[-1].text and "a duré" not in receiver.requests[-1].text


@pytest.mark.parametrize("answer, word", [
    (discord(401), "autorisation refusée : corrigez le réglage (statut 401)"),
    (discord(404), "l'adresse n'existe plus : corrigez le réglage (statut 404)"),
    (discord(400), "message refusé (statut 400)"),
    (discord(429, {"retry_after": 1.5}), "trop de messages, il faut attendre (statut 429), à réessayer dans 2 s"),
    (CLOUDFLARE_1015, "cette adresse IP est bloquée (statut 429), à réessayer dans 3600 s"),
    ((500, {}, b""), "le serveur est en panne (statut 500)"),
    (None, "injoignable"),
], ids=["401", "404", "400", "429", "1015", "500", "reset"])
def test_what_did_not_arrive_is_said_and_status_75(ask, receiver, answer, word):
    receiver.answer = lambda r: answer if r.path == WEBHOOK else (200, {}, b"ok")
    status, lines, _ = ask(**both(receiver))
    assert status == 75
    assert f"webhook Discord : pas arrivée, {word}" in lines and "seconde voie : arrivée (statut 200)" in lines


def test_no_channel_is_status_78_and_names_both(ask):
    status, lines, error = ask()
    assert status == 78 and lines == []
    assert "ALERT_WEBHOOK_URL" in error and "ALERT_FALLBACK_URL" in error


def test_an_address_that_is_written_wrong_is_status_78_though_the_other_arrives(ask, receiver):
    status, lines, error = ask(ALERT_WEBHOOK_URL="secret", ALERT_FALLBACK_URL=receiver.url(FALLBACK))
    assert status == 78 and "ALERT_WEBHOOK_URL" in error
    assert "seconde voie : arrivée (statut 204)" in lines and "webhook Discord : aucune adresse réglée" in lines


def test_a_certificate_that_nobody_vouches_for(ask, receiver, tmp_path):
    secure = Receiver(Authority(tmp_path, "unknown").certificate("127.0.0.1"))
    status, lines, _ = ask(ALERT_FALLBACK_URL=secure.url(FALLBACK))
    assert status == 75 and "seconde voie : pas arrivée, certificat TLS refusé" in lines
    assert secure.requests == []
    secure.close()


def test_healthchecks_is_turned_red_and_green_again(ask, receiver):
    status, lines, _ = ask(ALERT_FALLBACK_URL=receiver.url("/secret-check/fail"))
    assert status == 0 and "seconde voie : arrivée (statut 204)" in lines
    assert [r.path for r in receiver.requests] == ["/secret-check/fail", "/secret-check"]


def test_it_works_beside_a_service_that_runs(vigie, receiver):
    vigie.environment.update(both(receiver))
    answer = vigie.command("test-alert")
    assert answer.returncode == 0 and len(receiver.requests) == 2, answer


def test_no_address_stands_in_the_table_of_processes_meanwhile(new_service, receiver):
    receiver.answer = "nothing"
    service = new_service(both(receiver))
    command = Process([BIN / "supervisor", "test-alert"], service.folder, service.environment, "test-alert")
    wait_until(lambda: len(receiver.requests) == 2, what="both are asked")
    command.remember_family()
    family = [command.popen.pid, *children(command.popen.pid)]
    assert len(family) == 2
    for pid in family:
        for file in ("cmdline", "environ"):
            assert b"secret" not in Path(f"/proc/{pid}/{file}").read_bytes(), f"{program_of(pid)} {file}"
    receiver.ended.set()
    assert command.wait() == 75


def test_the_help_names_it(new_service):
    assert "test-alert" in new_service({}).command("--help").stdout
    assert new_service({}).command("test-alert", "now").returncode == 64
