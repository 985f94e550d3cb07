"""What the gateway-worker remembers of Discord: shown, given back when memory is short, learnt anew, and put to use: fewer
requests, names in the log, and the permission that is missing."""
import pytest

from pretend import ALICE, CORRECT, OWNER, TICKET_PREFIX
from processes import wait_until

SEND_MESSAGES, PIN_MESSAGES = 1 << 11, 1 << 51
FORM = "correct_modal"


def entries(vigie, kind):
    return vigie.metric(f'vigie_cache_entries{{kind="{kind}"}}') or 0


def big_guild():
    members = [{"user": {"id": str(700000000000000000 + n), "username": f"membre{n}"}, "nick": None, "roles": ["5"]}
               for n in range(1000)]
    return {"id": "77", "name": "Mille", "members": members,
            "channels": [{"id": str(710000000000000000 + n), "type": 0, "name": f"salon-{n}"} for n in range(50)],
            "roles": [{"id": str(720000000000000000 + n), "name": f"role-{n}", "permissions": "0"} for n in range(20)]}


def correct(simulator, channel):
    """A correction by Alice; returns when she was told that it is stored."""
    press = simulator.press(channel, CORRECT, user=ALICE)
    wait_until(lambda: simulator.interaction(press)["acknowledged"], what="the form")
    simulator.outcome(simulator.submit(channel, FORM, "Revoir l'âge", user=ALICE))


def wait_owner_told(simulator, channel):
    wait_until(lambda: any(m["author"]["bot"] and f"<@{OWNER}>" in m["content"] for m in simulator.messages(channel)[1:]),
               what="the owner is told")


def lookups(simulator, what):
    """GET requests for this path and query."""
    return [r for r in simulator.get("requests") if r["method"] == "GET" and r["path"].removeprefix("/api/v10") == what]


def deny(simulator, channel, permission):
    """To everyone, in this channel; 0: nothing any more."""
    overwrites = [{"id": simulator.state()["guild"]["id"], "type": 0, "allow": "0", "deny": str(permission)}]
    simulator.control("PATCH", f"channels/{channel}", {"permission_overwrites": overwrites if permission else []})


def take_from_roles(simulator, permission):
    for role in simulator.state()["guild"]["roles"]:
        simulator.control("PATCH", f"roles/{role['id']}", {"permissions": str(int(role["permissions"]) & ~permission)})


def test_a_guild_of_a_thousand_members_is_cached_and_shown(vigie, simulator):
    simulator.post("dispatch", t="GUILD_CREATE", d=big_guild())
    wait_until(lambda: entries(vigie, "member") >= 1000, timeout=60, what="the members are cached")
    assert entries(vigie, "role") >= 20
    assert entries(vigie, "channel") >= 50
    assert vigie.metric('vigie_cache_bytes{kind="member"}') < 1000 * 110
    section = vigie.get("/health/detailed").text.partition("== Caches de Discord ==\n")[2].partition("\n\n")[0]
    assert f"Membres : {entries(vigie, 'member'):.0f} en" in section


@pytest.mark.slow
def test_what_was_dropped_for_want_of_memory_is_learnt_anew(simulator, new_service):
    vigie = new_service({**simulator.settings(), "MEMORY_WARN_MB": "1", "MEMORY_CRITICAL_MB": "2"}).start_connected()
    vigie.wait_log("event=cache.shrunk")  # lines come to the file beside the loop, a moment later
    channel = simulator.new_ticket()
    dropped = vigie.log().count("event=cache.shrunk")
    vigie.wait_log("event=cache.shrunk", dropped + 1)  # said again every 30 s
    correct(simulator, channel)
    wait_owner_told(simulator, channel)
    assert lookups(simulator, f"/channels/{channel}/messages?after=1&limit=50")
    wait_until(lambda: entries(vigie, "member") and entries(vigie, "message"), what="people and messages are known again")
    simulator.new_ticket("encore-un")


def test_the_owner_of_a_ticket_seen_from_its_birth_costs_no_request(vigie, simulator):
    channel = simulator.new_ticket()
    correct(simulator, channel)
    wait_owner_told(simulator, channel)
    assert lookups(simulator, f"/channels/{channel}/messages?after=1&limit=50") == []
    vigie.wait_log("event=validation.stored")
    stored = vigie.wait_log("event=validation.stored")[0]
    assert f"user={ALICE} name=" in stored and 'name=""' not in stored


def test_a_refused_panel_names_the_permission_and_where_to_give_it(vigie, simulator):
    channel = simulator.new_channel("brouillon")
    deny(simulator, channel, SEND_MESSAGES)
    simulator.rename(channel, TICKET_PREFIX + "lina")
    said = "Il manque au bot la permission « Envoyer des messages » pour publier dans un ticket : le salon la refuse à @everyone"
    vigie.wait_log(said)
    wait_until(lambda: said in vigie.get("/health/detailed").text, what="the report says so")
    assert channel not in vigie.get("/health/detailed").text
    deny(simulator, channel, 0)
    simulator.command(channel)
    wait_until(lambda: simulator.panel(channel), what="the panel, once the permission is there")


@pytest.mark.parametrize("after_a_kill", (False, True))
def test_a_refused_pin_names_its_own_permission(vigie, simulator, after_a_kill):
    take_from_roles(simulator, PIN_MESSAGES)
    if after_a_kill:  # the successor resumes, so nobody tells it of guilds, roles and who it is: it has to ask
        vigie.wait_replaced("gateway-worker", vigie.kill("gateway-worker"))
        simulator.wait_resumed()
    channel = simulator.new_channel(TICKET_PREFIX + "lina")
    vigie.wait_log("Il manque au bot la permission « Épingler des messages » pour épingler dans un ticket : donnez-la au rôle")
    assert len(simulator.panels(channel)) == 1
    assert bool(lookups(simulator, "/users/@me")) == after_a_kill


def test_an_owner_who_cannot_be_told_is_named_in_the_log(vigie, simulator):
    channel = simulator.new_ticket()
    simulator.say(channel, "Voici ma fiche", author=OWNER)
    deny(simulator, channel, SEND_MESSAGES)
    correct(simulator, channel)
    vigie.wait_log("event=owner.not_told")
    line = vigie.wait_log("event=owner.not_told")[0]
    assert f"owner={OWNER} name=" in line and 'name=""' not in line
    vigie.wait_log("Il manque au bot la permission « Envoyer des messages »")
