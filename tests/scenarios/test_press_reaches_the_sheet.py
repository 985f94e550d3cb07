"""One press of "Validé": from Discord into the sheet, once, and the presser knows it."""
import json

import pytest

from pretend import ALICE, BERTRAND, CORRECT, VALIDATE, buttons_of, only_for_the_presser, words_of
from processes import never_while, wait_until

MANAGE_CHANNELS = 1 << 4
SEND_MESSAGES = 1 << 11


def wait_validators(simulator, channel, expected):
    wait_until(lambda: simulator.validators(channel) == expected, what=f"column B of {channel} is {expected}")


def test_a_press_puts_one_row_of_text_cells_into_the_sheet(vigie, simulator):
    channel = simulator.new_ticket()
    panel = simulator.panel(channel)
    press = simulator.press(channel)
    interaction = simulator.outcome(press)
    wait_validators(simulator, channel, [ALICE])

    rows = simulator.rows_of(channel)
    assert len(rows) == 1
    assert [cell["type"] for cell in rows[0][:4]] == ["string"] * 4
    assert [cell["value"] for cell in rows[0][:4]] == [channel, f"[{ALICE}]", "{}", panel["id"]]
    assert interaction["acknowledged"] and interaction["ack_ms"] < 3000
    assert only_for_the_presser(interaction)


def test_the_panel_shows_who_validated(vigie, simulator):
    channel = simulator.new_ticket()
    panel_id = simulator.panel(channel)["id"]
    assert ALICE not in json.dumps(simulator.message(channel, panel_id)["embeds"])
    simulator.outcome(simulator.press(channel))
    wait_until(lambda: f"<@{ALICE}>" in json.dumps(simulator.message(channel, panel_id)["embeds"]),
               what="the panel names the validator")
    assert set(buttons_of(simulator.message(channel, panel_id))) == {VALIDATE, CORRECT}


def test_a_second_press_takes_the_validation_back(vigie, simulator):
    channel = simulator.new_ticket()
    simulator.outcome(simulator.press(channel))
    wait_validators(simulator, channel, [ALICE])
    simulator.outcome(simulator.press(channel))
    wait_validators(simulator, channel, [])


def test_two_people_stand_side_by_side(vigie, simulator):
    channel = simulator.new_ticket()
    simulator.outcome(simulator.press(channel, user=ALICE))
    simulator.outcome(simulator.press(channel, user=BERTRAND))
    wait_until(lambda: sorted(simulator.validators(channel) or []) == sorted([ALICE, BERTRAND]),
               what="both validators are in column B")


def test_presses_at_the_same_moment_are_all_kept(vigie, simulator):
    channel = simulator.new_ticket()
    users = [str(500000000000000000 + n) for n in range(12)]
    presses = [simulator.press(channel, user=user) for user in users]
    for press in presses:
        simulator.outcome(press)
    wait_until(lambda: sorted(simulator.validators(channel) or []) == users, what="all twelve are in column B")


def test_someone_without_the_right_is_refused_and_only_they_see_it(vigie, simulator):
    channel = simulator.new_ticket()
    interaction = simulator.outcome(simulator.press(channel, permissions=str(SEND_MESSAGES), roles=[]))
    assert only_for_the_presser(interaction)
    # A press that counts, made later: were the refused one stored too, it would be there by now.
    simulator.outcome(simulator.press(channel, user=BERTRAND))
    never_while(lambda: ALICE in (simulator.validators(channel) or []),
                lambda: simulator.validators(channel) == [BERTRAND], what="the refused presser is a validator")


@pytest.mark.parametrize("roles, accepted", [(["610000000000000001"], True), (["610000000000000002"], False)])
def test_with_a_role_set_the_role_decides(simulator, new_service, roles, accepted):
    service = new_service({**simulator.settings(), "VALIDATION_ROLE_ID": "610000000000000001"}).start_healthy()
    channel = simulator.new_ticket()
    simulator.outcome(simulator.press(channel, roles=roles, permissions=str(MANAGE_CHANNELS)))
    simulator.outcome(simulator.press(channel, user=BERTRAND, roles=["610000000000000001"]))
    expected = [ALICE, BERTRAND] if accepted else [BERTRAND]
    wait_until(lambda: sorted(simulator.validators(channel) or []) == expected, what=f"validators {expected}")
    assert service.health()["status"] == "healthy"


def test_a_google_that_fails_for_a_while_delays_the_row_and_loses_nothing(vigie, simulator):
    channel = simulator.new_ticket()
    simulator.post("google", op="write", status=503, times=3)
    press = simulator.press(channel)
    interaction = simulator.outcome(press)
    assert interaction["ack_ms"] < 3000
    wait_validators(simulator, channel, [ALICE])
    assert len(simulator.rows_of(channel)) == 1


def test_a_write_that_google_carried_out_but_answered_with_an_error_is_not_doubled(vigie, simulator):
    channel = simulator.new_ticket()
    simulator.post("google", op="write", fate="after", status=503, times=1)
    simulator.outcome(simulator.press(channel))
    wait_validators(simulator, channel, [ALICE])
    wait_until(lambda: vigie.metric("sheets_queue_length") == 0, what="the outbox is empty")
    assert len(simulator.rows_of(channel)) == 1


def test_a_row_of_the_predecessor_is_understood_and_rewritten_as_json(vigie, simulator):
    channel = simulator.new_channel("pas-encore-un-ticket")
    row = len(simulator.rows()) + 1
    for column, text in enumerate((channel, f"[{BERTRAND}]", f"{{{ALICE}: 'Revoir l\\'âge'}}", ""), start=1):
        simulator.control("PUT", "sheet/cell", {"row": row, "column": column, "value": text, "as": "string"})
    vigie.kill("sheets-worker")  # its successor reads the sheet anew
    wait_until(lambda: vigie.metric("sheets_rows_cached"), what="the sheet was read")
    simulator.rename(channel, "【🎭】ancien")
    wait_until(lambda: simulator.panel(channel), what="the panel")
    simulator.outcome(simulator.press(channel, user=ALICE))
    wait_until(lambda: simulator.validators(channel) == [BERTRAND, ALICE], what="both validators")
    assert simulator.row(channel)[2] == "{}", "the presser's own correction is removed by the press"
    assert len(simulator.rows_of(channel)) == 1


def test_strangers_rows_and_columns_stay_as_they_were(vigie, simulator):
    first_free = len(simulator.rows()) + 1
    simulator.control("PUT", "sheet/cell", {"row": first_free, "column": 1, "value": "note à part"})
    simulator.control("PUT", "sheet/cell", {"row": first_free, "column": 6, "value": "3.5", "as": "number"})
    before = simulator.rows()[:first_free]
    channel = simulator.new_ticket()
    simulator.outcome(simulator.press(channel))
    wait_validators(simulator, channel, [ALICE])
    assert simulator.rows()[:first_free] == before


def test_two_people_who_press_at_the_same_moment_are_both_kept_in_every_ticket(vigie, simulator):
    tickets = [simulator.new_ticket(f"lina-{n}") for n in range(4)]
    presses = [simulator.press(ticket, user=user) for ticket in tickets for user in (ALICE, BERTRAND)]
    for press in presses:
        simulator.outcome(press)
    for ticket in tickets:
        wait_until(lambda: sorted(simulator.validators(ticket) or []) == [ALICE, BERTRAND], what="both are kept")


def test_a_ticket_does_not_wait_for_another_one(vigie, simulator):
    slow, quick = simulator.new_ticket("lente"), simulator.new_ticket("vive")
    simulator.post("rest", method="PATCH", path="/webhooks/", delay_ms=8000, times=1)
    first = simulator.press(slow)
    wait_until(lambda: words_of(simulator.interaction(first)), what="the slow ticket's press is stored")
    behind = simulator.press(slow, user=BERTRAND)  # waits until the panel shows the first one
    simulator.outcome(simulator.press(quick))
    assert not words_of(simulator.interaction(behind))
    simulator.outcome(behind)


def test_an_older_panel_keeps_working_and_the_newest_follows(vigie, simulator):
    channel = simulator.new_ticket()
    older = simulator.panel(channel)["id"]
    simulator.outcome(simulator.command(channel))
    newest = wait_until(lambda: (p := simulator.panel(channel)) and p["id"] != older and p, what="a second panel")["id"]
    simulator.outcome(simulator.press(channel, message_id=older))
    wait_validators(simulator, channel, [ALICE])
    for panel in (older, newest):
        wait_until(lambda: f"<@{ALICE}>" in json.dumps(simulator.message(channel, panel)["embeds"]), what="both panels show it")


def test_a_press_while_google_is_down_is_stored_and_said_so(vigie, simulator):
    channel = simulator.new_ticket()
    simulator.post("google", op="any", status=503, times=-1)
    interaction = simulator.outcome(simulator.press(channel))
    assert interaction["ack_ms"] < 3000
    assert words_of(interaction).startswith("✅ Enregistré")
    simulator.post("google", op="clear")
    wait_validators(simulator, channel, [ALICE])


def test_the_presser_is_told_when_nothing_can_be_stored(simulator, new_service):
    settings = simulator.settings()
    del settings["SERVICE_ACCOUNT_JSON"]
    service = new_service(settings).start_connected()
    channel = simulator.new_ticket()
    interaction = simulator.outcome(simulator.press(channel))
    assert interaction["ack_ms"] < 3000
    assert words_of(interaction).startswith("❌ Non enregistré : "), "with the reason"
    assert simulator.rows_of(channel) == []
    assert service.metric("vigie_validations_refused_total") >= 1
