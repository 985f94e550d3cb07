"""`supervisor run --demo` with an empty environment: everything works, without credentials and without a network."""
import re

from pretend import ALICE, Pretend
from processes import wait_until
from service import WORKERS, Service, free_port


def start_demo(new_service):
    """An empty environment, as `env -i` leaves it. Only the port stands in `.env`, so that tests may run side by side."""
    service: Service = new_service({"PORT": str(free_port())}, ("run", "--demo"))
    (service.folder / ".env").write_text(f"PORT={service.port}\n", "utf-8")
    service.environment = {}
    service.state_dir, service.log_dir = service.folder / "state", service.folder / "logs"
    return service.start_healthy()


def pretend_of(service):
    """The simulator that the demo runs, at the address that the log tells."""
    found = wait_until(lambda: re.search(r"http://127\.0\.0\.1:(\d+)/", service.log()), what="the simulator's address")
    return Pretend(int(found.group(1)))


def test_the_demo_is_healthy_and_a_press_reaches_the_pretend_sheet(new_service):
    service = start_demo(new_service)
    assert sorted(service.pids()) == sorted((*WORKERS, "simulator"))
    service.wait_log("🤖 Connecté en tant que ")
    pretend = pretend_of(service)
    channel = wait_until(lambda: [c["id"] for c in pretend.get("channels") if pretend.panel(c["id"])],
                         what="a ticket with a panel to play with")[0]
    pretend.outcome(pretend.press(channel))
    wait_until(lambda: pretend.validators(channel) == [ALICE], what="the row in the pretend sheet")
    service.stop()


def test_the_page_to_play_with_is_there_and_needs_nothing_from_elsewhere(new_service):
    from web import request
    service = start_demo(new_service)
    port = pretend_of(service).port
    page = request(port, "/")
    assert page.status == 200 and page.header("Content-Type").startswith("text/html")
    assert not re.search(r"""(src|href)=["']?https?://""", page.text)
    for path in re.findall(r'(?:src|href)="(/[^"]+)"', page.text):
        assert request(port, path).status == 200, path


def test_the_demo_survives_the_kill_of_its_simulator(new_service):
    service = start_demo(new_service)
    old = service.kill("simulator")
    service.wait_replaced("simulator", old)
    service.wait_healthy()
    wait_until(lambda: service.get("/ready").status == 200, what="connected again")
    service.stop()
