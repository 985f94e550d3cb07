"""The button "À corriger": a form, its text in the sheet, the owner told."""
import json
import signal

from pretend import ALICE, BERTRAND, CORRECT, OWNER, TICKET_PREFIX, only_for_the_presser, words_of
from processes import wait_until

MODAL = 9


def form(simulator, channel, user=ALICE):
    """Presses "À corriger"; returns the form that the bot opens."""
    press = simulator.press(channel, CORRECT, user=user)
    interaction = wait_until(lambda: (i := simulator.interaction(press))["acknowledged"] and i, what="the form")
    assert interaction["callback_type"] == MODAL
    return interaction["callback"]["data"]


def field(modal):
    """The form's one input: inside a label, or in a row as older forms have it."""
    holder = modal["components"][0]
    return holder["component"] if "component" in holder else holder["components"][0]


def correct(simulator, channel, text, user=ALICE):
    """The whole walk: press, form, submit, outcome."""
    return simulator.outcome(simulator.submit(channel, form(simulator, channel, user)["custom_id"], text, user=user))


def corrections(simulator, channel):
    row = simulator.row(channel)
    return json.loads(row[2]) if row else None


def wait_corrections(simulator, channel, expected):
    wait_until(lambda: corrections(simulator, channel) == expected, what=f"column C is {expected}")


def test_the_form_has_one_long_paragraph(vigie, simulator):
    modal = form(simulator, simulator.new_ticket())
    assert modal["title"] == "Points à corriger"
    assert len(modal["components"]) == 1
    assert field(modal)["style"] == 2
    assert field(modal)["max_length"] == 4000
    assert not field(modal).get("value")


def test_a_correction_is_stored_as_it_was_written(vigie, simulator):
    channel = simulator.new_ticket()
    text = 'Revoir l\'âge,\nles "pouvoirs" \\ et l\'équipement 🎭'
    correct(simulator, channel, text)
    wait_corrections(simulator, channel, {ALICE: text})
    assert len(simulator.rows_of(channel)) == 1


def test_a_correction_of_the_greatest_length_fits(vigie, simulator):
    channel = simulator.new_ticket()
    text = "é" * 4000
    correct(simulator, channel, text)
    wait_corrections(simulator, channel, {ALICE: text})


def test_a_correction_of_emoji_only_fits(vigie, simulator):
    channel = simulator.new_ticket()
    text = "🎭" * 4000
    simulator.outcome(simulator.submit(channel, form(simulator, channel)["custom_id"], text))
    wait_corrections(simulator, channel, {ALICE: text})


def test_what_no_longer_fits_into_the_row_is_refused_with_the_reason_and_the_rest_stays(vigie, simulator):
    """A cell holds 50,000 characters, a message between the programs 60 KiB: emoji meet the second limit first."""
    for text, most in (("a" * 4000, 12), ("🎭" * 4000, 3)):
        channel = simulator.new_ticket()
        expected = {}
        for n in range(most):
            user = str(500000000000000000 + n)
            correct(simulator, channel, text, user)
            expected[user] = text
        interaction = correct(simulator, channel, text, ALICE)
        assert words_of(interaction).startswith("❌ Non enregistré : "), words_of(interaction)
        wait_corrections(simulator, channel, expected)
        correct(simulator, channel, "court", user)  # it can still be made smaller
        wait_corrections(simulator, channel, {**expected, user: "court"})


def test_the_form_brings_back_the_earlier_text(vigie, simulator):
    channel = simulator.new_ticket()
    correct(simulator, channel, "Revoir l'âge")
    wait_corrections(simulator, channel, {ALICE: "Revoir l'âge"})
    assert field(form(simulator, channel))["value"] == "Revoir l'âge"
    assert not field(form(simulator, channel, BERTRAND)).get("value")


def test_a_correction_takes_the_validation_back_and_a_validation_the_correction(vigie, simulator):
    channel = simulator.new_ticket()
    simulator.outcome(simulator.press(channel))
    wait_until(lambda: simulator.validators(channel) == [ALICE], what="validated")
    correct(simulator, channel, "Finalement non")
    wait_corrections(simulator, channel, {ALICE: "Finalement non"})
    assert simulator.validators(channel) == []
    simulator.outcome(simulator.press(channel))
    wait_until(lambda: simulator.validators(channel) == [ALICE], what="validated again")
    assert corrections(simulator, channel) == {}


def test_the_owner_is_told_once_in_five_minutes(vigie, simulator):
    channel = simulator.new_ticket()
    before = {m["id"] for m in simulator.messages(channel)}

    def calls():
        return [m for m in simulator.messages(channel) if m["id"] not in before and f"<@{OWNER}>" in (m["content"] or "")]
    correct(simulator, channel, "Revoir l'âge")
    wait_until(calls, what="the owner is told")
    correct(simulator, channel, "Revoir le nom", user=BERTRAND)
    wait_corrections(simulator, channel, {ALICE: "Revoir l'âge", BERTRAND: "Revoir le nom"})
    assert len(calls()) == 1


GREETER = "567890123456789012"  # a ticket bot


def notices(simulator, channel):
    return [m["content"] for m in simulator.messages(channel) if "Des points à corriger" in (m["content"] or "")]


def test_the_owner_is_found_although_our_panel_came_before_the_greeting(vigie, simulator):
    channel = simulator.new_channel(TICKET_PREFIX + "lina", owner=None)
    wait_until(lambda: simulator.panel(channel), what="a pinned panel")
    simulator.say(channel, "Un ticket est né.", author=GREETER)
    simulator.say(channel, f"Bonjour <@{OWNER}>, <@{BERTRAND}> vous aidera.", author=GREETER)
    simulator.say(channel, f"<@{ALICE}>, on m'entend ?", author=OWNER)
    correct(simulator, channel, "Revoir l'âge")
    told = wait_until(lambda: notices(simulator, channel), what="the owner is told")
    assert len(told) == 1 and f"<@{OWNER}>" in told[0]


def test_a_successor_that_knows_no_message_finds_the_same_owner(vigie, simulator):
    channel = simulator.new_channel(TICKET_PREFIX + "lina", owner=None)
    wait_until(lambda: simulator.panel(channel), what="a pinned panel")
    for n in range(3):
        simulator.say(channel, f"Étape {n}", author=GREETER)
    simulator.say(channel, f"Bonjour <@{OWNER}>", author=GREETER)
    simulator.say(channel, f"<@{ALICE}>, on m'entend ?", author=OWNER)
    vigie.wait_replaced("gateway-worker", vigie.kill("gateway-worker"))
    simulator.wait_resumed()
    correct(simulator, channel, "Revoir l'âge")
    told = wait_until(lambda: notices(simulator, channel), what="the owner is told")
    assert len(told) == 1 and f"<@{OWNER}>" in told[0]


def test_the_owner_is_told_once_although_the_worker_is_replaced_meanwhile(vigie, simulator):
    channel = simulator.new_ticket()
    before = {m["id"] for m in simulator.messages(channel)}

    def calls():
        return [m for m in simulator.messages(channel) if m["id"] not in before and f"<@{OWNER}>" in (m["content"] or "")]
    correct(simulator, channel, "Revoir l'âge")
    wait_until(calls, what="the owner is told")
    vigie.wait_handed_on(simulator)
    vigie.wait_replaced("gateway-worker", vigie.kill("gateway-worker"))
    wait_until(lambda: simulator.state()["resumed"] == 1, what="the successor has resumed the session")
    correct(simulator, channel, "Revoir le nom", user=BERTRAND)
    wait_corrections(simulator, channel, {ALICE: "Revoir l'âge", BERTRAND: "Revoir le nom"})
    simulator.outcome(simulator.command(channel))  # made later: a second notice would be there by now
    assert len(calls()) == 1


def test_the_longest_correction_survives_the_worker_that_was_storing_it(vigie, simulator):
    channel = simulator.new_ticket()
    text = "🎭" * 4000
    custom_id = form(simulator, channel)["custom_id"]
    vigie.kill("sheets-worker", signal.SIGSTOP)
    submitted = simulator.submit(channel, custom_id, text)
    wait_until(lambda: simulator.interaction(submitted)["acknowledged"], what="the correction is acknowledged")
    vigie.wait_handed_on(simulator)
    vigie.kill("gateway-worker")
    simulator.outcome(submitted)  # once the frozen sheets-worker was replaced too
    wait_corrections(simulator, channel, {ALICE: text})


def test_without_the_right_there_is_no_form_and_no_correction(vigie, simulator):
    channel = simulator.new_ticket()
    refused = simulator.outcome(simulator.press(channel, CORRECT, permissions="2048", roles=[]))
    assert refused["callback_type"] != MODAL and only_for_the_presser(refused)
    custom_id = form(simulator, channel, BERTRAND)["custom_id"]
    refused = simulator.outcome(simulator.submit(channel, custom_id, "Non", permissions="2048", roles=[]))
    assert only_for_the_presser(refused)
    correct(simulator, channel, "Oui", BERTRAND)
    wait_corrections(simulator, channel, {BERTRAND: "Oui"})


def test_a_channel_name_in_a_correction_becomes_a_mention(vigie, simulator):
    rules = simulator.new_channel("règlement")
    channel = simulator.new_ticket()
    correct(simulator, channel, "Relire [#règlement]")
    wait_until(lambda: f"<#{rules}>" in json.dumps(simulator.messages(channel)), what="the ticket mentions the channel")
