"""A ticket gets its panel, pinned; a link to a document is pinned too."""
from pretend import CORRECT, PANEL_TITLE, TICKET_PREFIX, VALIDATE, buttons_of, only_for_the_presser, title_of
from processes import wait_until

GREEN = 3


def test_a_new_ticket_gets_one_pinned_panel_with_both_buttons(vigie, simulator):
    channel = simulator.new_channel(TICKET_PREFIX + "lina")
    panel = wait_until(lambda: simulator.panel(channel), what="a pinned panel")
    assert title_of(panel) == PANEL_TITLE
    buttons = buttons_of(panel)
    assert set(buttons) == {VALIDATE, CORRECT}
    assert (buttons[VALIDATE]["label"], buttons[VALIDATE]["style"]) == ("Validé", GREEN)
    assert buttons[CORRECT]["label"] == "À corriger"
    assert len(simulator.panels(channel)) == 1


def test_a_channel_renamed_into_a_ticket_gets_a_panel(vigie, simulator):
    channel = simulator.new_channel("brouillon")
    simulator.rename(channel, TICKET_PREFIX + "lina")
    wait_until(lambda: simulator.panel(channel), what="a pinned panel")
    assert len(simulator.panels(channel)) == 1


def test_without_a_sheet_tickets_get_their_panels_all_the_same(simulator, new_service):
    settings = simulator.settings()
    del settings["SERVICE_ACCOUNT_JSON"]
    new_service(settings).start_connected()
    channel = simulator.new_channel("brouillon")
    simulator.rename(channel, TICKET_PREFIX + "lina")
    first = wait_until(lambda: simulator.panel(channel), what="a pinned panel")
    interaction = simulator.outcome(simulator.command(channel))
    assert only_for_the_presser(interaction)
    wait_until(lambda: simulator.panel(channel)["id"] != first["id"], what="a second panel, pinned")


def test_a_renamed_ticket_keeps_its_one_panel(vigie, simulator):
    channel = simulator.new_ticket()
    simulator.rename(channel, TICKET_PREFIX + "autre-nom")
    later = simulator.new_ticket("plus-tard")  # once it is served, the rename before it was too
    assert len(simulator.panels(channel)) == 1
    assert len(simulator.panels(later)) == 1


def test_other_channels_get_none(vigie, simulator):
    other = simulator.new_channel("discussion-" + TICKET_PREFIX)
    simulator.new_ticket("plus-tard")
    assert simulator.panels(other) == []


def test_a_prefix_of_ones_own_decides_what_a_ticket_is(simulator, new_service):
    new_service({**simulator.settings(), "VALIDATION_CHANNEL_PREFIX": "fiche-"}).start_healthy()
    channel = simulator.new_channel("fiche-lina")
    wait_until(lambda: simulator.panel(channel), what="a pinned panel")


def test_a_document_link_in_a_ticket_is_pinned_and_nothing_else_is(vigie, simulator):
    channel = simulator.new_ticket()
    plain = simulator.say(channel, "Bonjour, voici ma fiche")
    insecure = simulator.say(channel, "http://docs.google.com/document/d/abc")
    link = simulator.say(channel, "Fiche : https://docs.google.com/document/d/abc/edit, merci")
    wait_until(lambda: simulator.message(channel, link)["pinned"], what="the link is pinned")
    assert not simulator.message(channel, plain)["pinned"]
    assert not simulator.message(channel, insecure)["pinned"]


def test_a_document_link_elsewhere_is_not_pinned(vigie, simulator):
    elsewhere = simulator.new_channel("discussion")
    message = simulator.say(elsewhere, "https://docs.google.com/document/d/abc")
    ticket = simulator.new_ticket()
    link = simulator.say(ticket, "https://docs.google.com/document/d/abc")
    wait_until(lambda: simulator.message(ticket, link)["pinned"], what="the ticket's link is pinned")
    assert not simulator.message(elsewhere, message)["pinned"]


def test_the_slash_command_posts_the_panel_again(vigie, simulator):
    channel = simulator.new_ticket()
    simulator.command(channel)
    wait_until(lambda: len([p for p in simulator.panels(channel) if p["pinned"]]) == 2, what="a second panel")


def test_the_slash_command_elsewhere_answers_only_its_caller(vigie, simulator):
    channel = simulator.new_channel("discussion")
    interaction = simulator.outcome(simulator.command(channel))
    assert only_for_the_presser(interaction)
    assert simulator.panels(channel) == []


# ---- Created while the bot was away, and no session could be resumed.

def away(vigie, simulator):
    """Stops the service and ends its session: the next start has to log in anew."""
    vigie.stop()
    simulator.mode(session_ttl_ms=1)
    wait_until(lambda: simulator.state()["session"] is None, what="the session has ended")
    simulator.mode()


def test_a_ticket_created_while_the_bot_was_away_gets_its_panel_once(vigie, simulator):
    simulator.new_ticket("avant")
    away(vigie, simulator)
    channel = simulator.new_channel(TICKET_PREFIX + "pendant")
    simulator.new_channel("discussion")
    vigie.start().wait_healthy()
    assert simulator.state()["resumed"] == 0
    wait_until(lambda: simulator.panel(channel), what="the panel")
    away(vigie, simulator)
    vigie.start().wait_healthy()
    later = simulator.new_ticket("après")  # once it is served, those before it were looked at
    wait_until(lambda: simulator.rows_of(later), what="its row")
    assert [len(simulator.panels(c)) for c in (channel, later)] == [1, 1]
    vigie.stop()


def test_a_panel_that_another_instance_posted_meanwhile_is_not_posted_again(vigie, simulator, new_service):
    away(vigie, simulator)
    other = new_service(simulator.settings()).start_healthy()
    channel = simulator.new_ticket("pendant")
    wait_until(lambda: simulator.row(channel), what="its row")
    away(other, simulator)
    vigie.start().wait_healthy()
    vigie.wait_log("event=gateway.ready", count=2)
    later = simulator.new_ticket("après")
    wait_until(lambda: simulator.rows_of(later), what="its row")
    assert len(simulator.panels(channel)) == 1


def test_a_first_start_ever_posts_nothing_into_old_tickets(idle_vigie, simulator):
    old = simulator.new_channel(TICKET_PREFIX + "ancien")
    idle_vigie.start().wait_healthy()
    simulator.new_ticket("nouveau")
    assert simulator.panels(old) == []
