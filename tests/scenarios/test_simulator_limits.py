"""The simulator counts as Discord counts: session starts, member requests, refused requests, an interaction's time."""
import pytest

from test_simulator_gateway import RawGateway, dial, do, mode, ready, simulator, violations
from test_simulator_rest import bot, channel, press

GUILDS, GUILD_MEMBERS = 1 << 0, 1 << 1


def identify(simulator, **more):
    """The first answer to an IDENTIFY, with the connection that asked."""
    gateway = dial(simulator)
    gateway.receive()
    gateway.identify(simulator.token, **more)
    return gateway, gateway.receive()


def start_limit(bot):
    status, answer = bot.call("GET", "/gateway/bot")
    assert status == 200
    return answer["session_start_limit"]


# ---- session starts

def test_shards_of_different_buckets_start_at_once_and_of_one_bucket_in_turn(simulator, bot):
    mode(simulator, max_concurrency=2)
    assert start_limit(bot)["max_concurrency"] == 2
    for shard, op in ((0, 0), (1, 0), (2, 9), (3, 9)):
        _, answer = identify(simulator, shard=[shard, 4])
        assert answer["op"] == op, f"shard {shard}"
    assert violations(simulator) == [9, 9]


def test_the_start_limit_counts_down(simulator, bot):
    fresh = start_limit(bot)
    assert (fresh["total"], fresh["remaining"], fresh["reset_after"], fresh["max_concurrency"]) == (1000, 1000, 86400000, 1)
    identify(simulator)
    identify(simulator)  # too soon: Discord counts it all the same
    left = start_limit(bot)
    assert left["remaining"] == 998 and 86300000 < left["reset_after"] <= 86400000


def test_a_resume_is_not_counted(simulator, bot):
    gateway, session = ready(simulator)
    gateway.close(4000)
    gateway = dial(simulator, path="/resume?v=10&encoding=json")
    gateway.receive()
    gateway.resume(simulator.token, session["session_id"], 2)
    gateway.receive_until("RESUMED")
    assert start_limit(bot)["remaining"] == 999


def test_one_start_too_many_costs_the_token_and_every_session(simulator, bot):
    mode(simulator, starts_a_day=1)
    first, session = ready(simulator)
    second = dial(simulator)
    second.receive()
    second.identify(simulator.token)
    assert (second.closed(), first.closed()) == (4004, 4004)
    assert violations(simulator) == [4004]
    assert bot.call("GET", "/users/@me")[0] == 401
    assert simulator.state()["session"] is None
    fresh = simulator.env()["DISCORD_TOKEN"]
    assert fresh != simulator.token
    third = dial(simulator)
    third.receive()
    third.resume(fresh, session["session_id"], 2)
    assert third.receive()["op"] == 9
    assert bot.call("GET", "/users/@me", token=fresh)[0] == 200


def test_an_intent_that_is_not_allowed_is_4014(simulator):
    mode(simulator, disallowed_intents=GUILD_MEMBERS)
    gateway = dial(simulator)
    gateway.receive()
    gateway.identify(simulator.token, intents=GUILDS | GUILD_MEMBERS)
    assert gateway.closed() == 4014
    assert identify(simulator, intents=GUILDS)[1]["t"] == "READY"


def test_ready_has_what_clients_read(simulator):
    _, answer = identify(simulator, shard=[0, 1])
    told = answer["d"]
    assert told["v"] == 10 and told["shard"] == [0, 1] and told["session_type"] == "normal"
    assert told["resume_gateway_url"].startswith("ws://")
    state = simulator.state()
    assert (told["user"]["id"], told["application"]["id"]) == (state["bot"]["id"], state["application"]["id"])
    assert told["user"]["id"] != told["application"]["id"]
    assert told["guilds"] == [{"id": simulator.state()["guild"]["id"], "unavailable": True}]


def test_the_first_heartbeat_is_noted_as_a_part_of_its_interval(simulator):
    mode(simulator, heartbeat_interval=60000)
    gateway = dial(simulator)
    gateway.receive()
    for _ in range(2):
        gateway.send(1, None)
        gateway.receive()
    first, = simulator.state()["first_heartbeats"]
    assert 0 <= first < 0.5


@pytest.mark.parametrize("status, kind", [(429, "text/plain"), (503, "text/html"), (520, "text/html")])
def test_a_refused_handshake_looks_like_cloudflare(simulator, status, kind):
    mode(simulator, handshake=status, retry_after=7)
    gateway = RawGateway(simulator.port)
    assert gateway.status == status
    assert gateway.headers["content-type"].startswith(kind) and gateway.headers["server"] == "cloudflare"
    assert gateway.headers["retry-after"] == "7" and "via" not in gateway.headers


# ---- members

def members_of(simulator, intents=GUILDS | GUILD_MEMBERS, **request):
    gateway, _ = identify(simulator, intents=intents)
    gateway.receive_until("GUILD_CREATE")
    gateway.send(8, {"guild_id": simulator.state()["guild"]["id"], **request})
    return gateway


def test_everybody_comes_in_chunks_of_a_thousand(simulator):
    assert simulator.call("POST", "/control/members", {"count": 1100}) == {"joined": 1100}
    gateway = members_of(simulator, query="", limit=0, nonce="n" * 32)
    chunks = [gateway.receive()["d"] for _ in range(2)]
    assert [(c["chunk_index"], c["chunk_count"], len(c["members"])) for c in chunks] == [(0, 2, 1000), (1, 2, 103)]
    assert {c["nonce"] for c in chunks} == {"n" * 32}
    assert len({m["user"]["id"] for c in chunks for m in c["members"]}) == 1103


def test_everybody_twice_within_30_s_is_limited(simulator):
    gateway = members_of(simulator, query="", limit=0)
    gateway.receive_until("GUILD_MEMBERS_CHUNK")
    guild = simulator.state()["guild"]["id"]
    gateway.send(8, {"guild_id": guild, "query": "", "limit": 0, "nonce": "encore"})
    limited = gateway.receive()
    assert limited["t"] == "RATE_LIMITED" and limited["d"]["opcode"] == 8 and 0 < limited["d"]["retry_after"] <= 30
    assert limited["d"]["meta"] == {"guild_id": guild, "nonce": "encore"}
    gateway.send(8, {"guild_id": guild, "query": "ali", "limit": 5})
    assert [m["user"]["username"] for m in gateway.receive()["d"]["members"]] == ["Alix"]


def test_members_by_id_say_who_was_not_found(simulator):
    gateway = members_of(simulator, intents=GUILDS, user_ids=["234567890123456789", "5"], presences=True)
    chunk = gateway.receive()["d"]
    assert [m["user"]["username"] for m in chunk["members"]] == ["Alix"]
    assert (chunk["not_found"], chunk["presences"], chunk["chunk_count"]) == (["5"], [], 1)


def test_everybody_is_not_told_without_the_intent(simulator):
    gateway = members_of(simulator, intents=GUILDS, query="", limit=0)
    do(simulator, do="heartbeat_request")
    assert gateway.receive()["op"] == 1, "Discord leaves such a request unanswered"


# ---- refused requests

def test_too_many_refusals_ban_the_address(simulator, bot):
    simulator.call("POST", "/control/rest", {"invalid_most": 3})
    for _ in range(3):
        assert bot.call("GET", "/users/@me", token="faux")[0] == 401
    assert simulator.state()["invalid_requests"] == 3
    status, _ = bot.call("GET", "/users/@me", json_answer=False)
    assert status == 429 and bot.headers["Via"] is None and int(bot.headers["Retry-After"]) > 500
    ready(simulator)  # the Gateway has an address of its own
    simulator.call("POST", "/control/reset")
    assert bot.call("GET", "/users/@me")[0] == 200


def test_a_limit_that_others_share_is_not_held_against_the_bot(simulator, bot):
    simulator.call("POST", "/control/rest", {"status": 429, "headers": {"X-RateLimit-Scope": "shared", "Via": "1.1 google"},
                                             "body": {"message": "x", "retry_after": 1, "global": False}})
    assert bot.call("GET", "/users/@me")[0] == 429
    assert simulator.state()["invalid_requests"] == 0


# ---- an interaction's time

def age(simulator, told, ms):
    simulator.call("PATCH", f"/control/interactions/{told['id']}", {"older_ms": ms})


def test_an_interaction_is_unknown_after_3_s(simulator, bot, channel):
    told = press(simulator, bot, channel)
    age(simulator, told, 3001)
    status, refusal = bot.callback(told, 6)
    assert (status, refusal["code"]) == (404, 10062)


def test_an_interactions_token_lives_for_15_minutes(simulator, bot, channel):
    told = press(simulator, bot, channel)
    assert bot.callback(told, 6)[0] == 204
    path = f"/webhooks/{bot.application}/{told['token']}"
    age(simulator, told, 14 * 60 * 1000)
    assert bot.call("POST", path, {"content": "À temps"}, open=True)[0] == 200
    age(simulator, told, 60 * 1000)
    status, refusal = bot.call("POST", path, {"content": "Trop tard"}, open=True)
    assert (status, refusal["code"]) == (401, 50027)
