"""A panel that could not be posted at once is owed: it comes when what stood in its way is gone, and only once."""
import pytest

from pretend import TICKET_PREFIX
from processes import wait_until

SEND_MESSAGES = 0x800
PIN_MESSAGES_AND_MANAGE = 1 << 51 | 0x2000


def become_a_ticket(simulator, way):
    if way == "created":
        return simulator.new_channel(TICKET_PREFIX + "lina")
    channel = simulator.new_channel("brouillon")
    simulator.rename(channel, TICKET_PREFIX + "lina")
    return channel


def overwrite(simulator, channel, **rights):
    everyone = {"id": simulator.state()["guild"]["id"], "type": 0, "allow": "0", "deny": "0", **rights}
    simulator.control("PATCH", f"channels/{channel}", {"permission_overwrites": [everyone]})


def deny(simulator, channel, rights):
    overwrite(simulator, channel, deny=str(rights))


def refused(simulator):
    return simulator.state()["invalid_requests"]


@pytest.mark.parametrize("way", ["created", pytest.param("renamed", marks=pytest.mark.slow)])
def test_a_ticket_of_a_time_when_no_row_was_ever_read_gets_its_one_panel(simulator, new_service, way):
    simulator.post("google", op="read", times=-1, status=503)
    service = new_service(simulator.settings()).start()
    wait_until(simulator.is_connected, what="the bot is connected")
    channel = become_a_ticket(simulator, way)
    if way == "created":  # it cannot have a row
        wait_until(lambda: simulator.panel(channel), what="a panel although no row can be read")
    else:
        service.wait_log("panel.not_posted", timeout=90)  # the row is waited for for a minute
        assert simulator.panels(channel) == []
    simulator.post("google", op="clear")
    wait_until(lambda: simulator.row(channel), timeout=150, what="its row")
    wait_until(lambda: service.metric("vigie_panels_owed") == 0, timeout=60, what="nothing is owed any more")
    assert [p["id"] for p in simulator.panels(channel)] == [simulator.row(channel)[3]]
    assert simulator.panel(channel)


@pytest.mark.parametrize("status", [503, pytest.param(403, marks=pytest.mark.slow)])
def test_a_ticket_that_is_created_again_while_no_row_can_be_read_keeps_what_its_row_says(simulator, new_service, status):
    channel = simulator.new_channel("brouillon")
    row = (channel, "[234567890123456005]", '{"234567890123456006": "Revoir"}', "")
    for column, value in enumerate(row, 1):
        simulator.control("PUT", "sheet/cell", {"row": 2, "column": column, "value": value, "as": "string"})
    simulator.post("google", op="read", times=-1, status=status)
    new_service(simulator.settings()).start()
    wait_until(simulator.is_connected, what="the bot is connected")
    simulator.post("dispatch", t="CHANNEL_CREATE",
                   d={"id": channel, "type": 0, "name": TICKET_PREFIX + "lina", "guild_id": simulator.state()["guild"]["id"]})
    wait_until(lambda: simulator.panels(channel), what="its panel")
    simulator.post("google", op="clear")
    wait_until(lambda: simulator.row(channel)[3], timeout=150, what="its panel is noted")
    assert tuple(simulator.row(channel)[:3]) == row[:3]


def test_a_panel_that_the_permissions_refuse_is_posted_and_pinned_once_they_are_given(vigie, simulator):
    channel = simulator.new_channel("brouillon")
    deny(simulator, channel, SEND_MESSAGES)
    simulator.rename(channel, TICKET_PREFIX + "lina")
    wait_until(lambda: vigie.metric("vigie_panels_owed") == 1, what="the panel is owed")
    vigie.wait_log("Il manque au bot la permission")
    before, runs = refused(simulator), vigie.metric('vigie_task_last_success_timestamp_seconds{task="owed"}')
    wait_until(lambda: vigie.metric('vigie_task_last_success_timestamp_seconds{task="owed"}') > runs, what="a run")
    assert refused(simulator) == before, "what is known to be refused is asked again"
    overwrite(simulator, channel)
    wait_until(lambda: simulator.panel(channel), what="the panel, pinned")
    wait_until(lambda: vigie.metric("vigie_panels_owed") == 0, what="nothing is owed any more")
    assert len(simulator.panels(channel)) == 1


def test_a_pin_that_the_permissions_refuse_is_made_once_they_are_given(vigie, simulator):
    channel = simulator.new_channel("brouillon")
    deny(simulator, channel, PIN_MESSAGES_AND_MANAGE)
    simulator.rename(channel, TICKET_PREFIX + "lina")
    wait_until(lambda: vigie.metric("vigie_panels_owed") == 1, what="the pin is owed")
    assert simulator.panel(channel) is None
    overwrite(simulator, channel)
    wait_until(lambda: simulator.panel(channel), what="the pin")
    assert len(simulator.panels(channel)) == 1
