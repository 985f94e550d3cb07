"""The simulator's REST API answers as Discord's: deadlines, refusals, limits, and the faults of CONTROL.md."""
import http.client
import json
import time

import pytest

from processes import PATIENCE_S
from test_simulator_discordpy import Simulator, ticket_of
from test_simulator_gateway import RawGateway

AGENT = "DiscordBot (https://example.org, 1)"
ROW = {"type": 1, "components": [{"type": 2, "style": 3, "label": "Validé", "custom_id": "validate_button"}]}


class Bot:
    """Speaks REST as a bot does; keeps the last answer's headers."""

    def __init__(self, simulator):
        self.port = int(simulator.url.rpartition(":")[2])
        self.token = simulator.env()["DISCORD_TOKEN"]
        self.application = simulator.state()["application"]["id"]

    def call(self, method, path, body=None, open=False, agent=AGENT, token=None, json_answer=True):
        headers = {"User-Agent": agent, "Content-Type": "application/json"}
        if not open:
            headers["Authorization"] = "Bot " + (token or self.token)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        try:
            connection.request(method, "/api/v10" + path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        self.headers = answer.headers
        return answer.status, json.loads(text) if text and json_answer else None

    def callback(self, interaction, kind, data=None, query=""):
        return self.call("POST", f"/interactions/{interaction['id']}/{interaction['token']}/callback{query}",
                         {"type": kind, **({"data": data} if data else {})}, open=True)


@pytest.fixture
def simulator():
    simulator = Simulator()
    yield simulator
    assert simulator.stop() == 0


@pytest.fixture
def bot(simulator):
    return Bot(simulator)


@pytest.fixture
def channel(simulator):
    return ticket_of(simulator)["id"]


def press(simulator, bot, channel, intents=0):
    """A pressed button, as INTERACTION_CREATE told it."""
    gateway = RawGateway(bot.port)
    gateway.receive()
    gateway.identify(bot.token, intents=intents)
    gateway.receive_until("READY")
    bot.call("POST", f"/channels/{channel}/messages", {"content": "Panneau", "components": [ROW]})
    simulator.call("POST", "/control/press", {"channel_id": channel, "custom_id": "validate_button"})
    told = gateway.receive_until("INTERACTION_CREATE")[-1]["d"]
    gateway.close(4000)
    return told


def test_interaction_create_has_every_field_that_libraries_index(simulator, bot, channel):
    told = press(simulator, bot, channel)
    assert told["type"] == 3 and told["version"] == 1 and told["application_id"] == bot.application
    assert told["data"] == {"custom_id": "validate_button", "component_type": 2}
    assert told["message"]["content"] == "Panneau" and told["channel"]["id"] == told["channel_id"] == channel
    assert told["member"]["user"]["id"] and int(told["member"]["permissions"]) & 16
    for field in ("token", "guild_id", "guild", "entitlements", "authorizing_integration_owners",
                  "attachment_size_limit", "app_permissions", "locale"):
        assert field in told


def test_an_interaction_is_acknowledged_once(simulator, bot, channel):
    told = press(simulator, bot, channel)
    assert bot.callback(told, 6) == (204, None)
    status, refusal = bot.callback(told, 6)
    assert (status, refusal["code"]) == (400, 40060)
    assert simulator.call("GET", f"/control/interactions/{told['id']}")["ack_ms"] < 3000


def test_with_response_answers_the_message(simulator, bot, channel):
    told = press(simulator, bot, channel)
    status, answer = bot.callback(told, 4, {"content": "Vu", "flags": 64}, "?with_response=1")
    assert status == 200 and answer["interaction"]["id"] == told["id"]
    assert answer["resource"]["type"] == 4 and answer["resource"]["message"]["content"] == "Vu"
    assert all(m["content"] != "Vu" for m in ticket_of(simulator)["messages"]), "ephemeral: not in the channel"


def test_a_wrong_interaction_token_is_unknown(simulator, bot, channel):
    told = press(simulator, bot, channel)
    status, refusal = bot.callback({**told, "token": "autre"}, 6)
    assert (status, refusal["code"]) == (404, 10062)


def test_a_deferred_answer_is_filled_by_its_edit(simulator, bot, channel):
    told = press(simulator, bot, channel)
    bot.callback(told, 5)
    assert ticket_of(simulator)["messages"][-1]["flags"] & 128
    status, message = bot.call("PATCH", f"/webhooks/{bot.application}/{told['token']}/messages/@original", {"content": "Fini"}, open=True)
    assert status == 200 and message["content"] == "Fini"
    shown = ticket_of(simulator)["messages"][-1]
    assert shown["content"] == "Fini" and not shown["flags"] & 128
    # discord.js percent-encodes the sign.
    status, _ = bot.call("DELETE", f"/webhooks/{bot.application}/{told['token']}/messages/%40original", open=True)
    assert status == 204 and ticket_of(simulator)["messages"][-1]["content"] == "Panneau"


def test_a_modal_cannot_answer_a_modal_and_knows_its_message(simulator, bot, channel):
    told = press(simulator, bot, channel)
    modal = {"custom_id": "correction", "title": "Points", "components": [
        {"type": 1, "components": [{"type": 4, "custom_id": "texte", "style": 2, "label": "Texte"}]}]}
    assert bot.callback(told, 9, modal)[0] == 204
    sent = simulator.call("POST", "/control/modal", {"channel_id": channel, "custom_id": "correction", "input": "Revoir"})
    gateway = RawGateway(bot.port, path="/resume?v=10&encoding=json")
    gateway.receive()
    session = simulator.state()["session"]
    gateway.resume(bot.token, session["id"], session["seq"] - 1)
    submitted = gateway.receive()["d"]
    assert submitted["id"] == sent["interaction_id"] and submitted["message"]["id"] == told["message"]["id"]
    assert submitted["data"]["components"][0]["components"][0] == {"type": 4, "custom_id": "texte", "value": "Revoir"}
    assert bot.callback(submitted, 9, modal)[0] == 400
    assert bot.callback(submitted, 7, {"content": "Corrigé"})[0] == 204
    assert ticket_of(simulator)["messages"][-1]["content"] == "Corrigé"


def test_what_the_bot_posts_changes_pins_and_deletes_comes_back_as_events(simulator, bot, channel):
    gateway = RawGateway(bot.port)
    gateway.receive()
    gateway.identify(bot.token)
    gateway.receive_until("GUILD_CREATE")
    path = f"/channels/{channel}/messages"
    posted = bot.call("POST", path, {"content": "le nôtre", "nonce": "n7"})[1]
    created = gateway.receive_until("MESSAGE_CREATE")[-1]["d"]
    assert (created["id"], created["content"], created["nonce"]) == (posted["id"], "le nôtre", "n7")
    assert created["author"]["id"] == simulator.state()["bot"]["id"] and created["guild_id"]
    bot.call("PATCH", f"{path}/{posted['id']}", {"content": "changé"})
    assert gateway.receive()["d"]["content"] == "changé"
    bot.call("PUT", f"{path}/pins/{posted['id']}")
    assert [gateway.receive()["t"] for _ in range(3)] == ["MESSAGE_UPDATE", "CHANNEL_PINS_UPDATE", "MESSAGE_CREATE"]
    bot.call("DELETE", f"{path}/{posted['id']}")
    assert gateway.receive()["t"] == "MESSAGE_DELETE"


def test_answers_to_interactions_come_back_as_events_unless_only_the_presser_sees_them(simulator, bot, channel):
    told = press(simulator, bot, channel, intents=1 << 9)
    gateway = RawGateway(bot.port)
    gateway.receive()
    session = simulator.state()["session"]
    gateway.resume(bot.token, session["id"], session["seq"])
    gateway.receive_until("RESUMED")
    bot.callback(told, 4, {"content": "Vu"})
    answer = gateway.receive()
    assert (answer["t"], answer["d"]["content"], answer["d"]["webhook_id"]) == ("MESSAGE_CREATE", "Vu", bot.application)
    webhook = f"/webhooks/{bot.application}/{told['token']}"
    bot.call("POST", webhook, {"content": "caché", "flags": 64}, open=True)
    bot.call("PATCH", f"{webhook}/messages/@original", {"content": "Revu"}, open=True)
    change = gateway.receive()
    assert (change["t"], change["d"]["content"]) == ("MESSAGE_UPDATE", "Revu")


def test_a_repeated_nonce_makes_one_message(simulator, bot, channel):
    body = {"content": "une fois", "nonce": "n1", "enforce_nonce": True}
    first, second = (bot.call("POST", f"/channels/{channel}/messages", body)[1]["id"] for _ in range(2))
    assert first == second
    assert [m["content"] for m in ticket_of(simulator)["messages"]].count("une fois") == 1


@pytest.mark.parametrize("path", ["pins", "messages/pins"])
def test_both_ways_to_pin(simulator, bot, channel, path):
    message = bot.call("POST", f"/channels/{channel}/messages", {"content": "épingle"})[1]["id"]
    assert bot.call("PUT", f"/channels/{channel}/{path}/{message}") == (204, None)
    assert next(m for m in ticket_of(simulator)["messages"] if m["id"] == message)["pinned"]
    assert bot.call("DELETE", f"/channels/{channel}/{path}/{message}") == (204, None)


def test_refusals(simulator, bot, channel):
    assert bot.call("GET", "/nothing/here") == (404, {"message": "404: Not Found", "code": 0})
    assert bot.call("GET", "/users/@me", token="faux")[0] == 401
    assert bot.call("GET", "/channels/1")[1]["code"] == 10003
    assert bot.call("GET", f"/channels/{channel}/messages/1")[1]["code"] == 10008
    assert bot.call("POST", f"/channels/{channel}/messages", {})[1]["code"] == 50006
    assert bot.call("POST", f"/channels/{channel}/messages", {"content": "x" * 2001})[1]["code"] == 50035
    assert bot.call("POST", f"/channels/{channel}/messages", {"content": "é" * 2000})[0] == 200
    assert simulator.state()["violations"] == []


def test_a_body_beyond_the_limits_is_refused_place_by_place(bot, channel):
    twice = {"type": 1, "components": [ROW["components"][0]] * 2}
    status, refusal = bot.call("POST", f"/channels/{channel}/messages", {"content": "x" * 2001, "embeds": [{"title": "x" * 257}],
                                                                         "components": [twice]})
    assert (status, refusal["code"], refusal["message"]) == (400, 50035, "Invalid Form Body")
    assert refusal["errors"] == {
        "content": {"_errors": [{"code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 2000 or fewer in length."}]},
        "embeds": {"0": {"title": {"_errors": [{"code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 256 or fewer in length."}]}}},
        "components": {"0": {"components": {"1": {"custom_id": {"_errors": [
            {"code": "COMPONENT_CUSTOM_ID_DUPLICATED", "message": "Component custom id cannot be duplicated"}]}}}}}}


def test_an_answer_beyond_the_limits_is_refused_below_its_data_and_may_be_given_again(simulator, bot, channel):
    told = press(simulator, bot, channel)
    status, refusal = bot.callback(told, 4, {"content": "x" * 2001})
    assert (status, list(refusal["errors"]), list(refusal["errors"]["data"])) == (400, ["data"], ["content"])
    assert bot.callback(told, 4, {"content": "x"})[0] == 204


def test_only_those_are_mentioned_who_may_be_pinged(bot, channel):
    staff, player = "234567890123456789", "345678901234567890"
    named = {"content": f"<@{staff}> <@{player}>"}
    for allowed, pinged in ((None, [staff, player]), ({"parse": []}, []), ({"users": [player]}, [player])):
        status, message = bot.call("POST", f"/channels/{channel}/messages", {**named, "allowed_mentions": allowed})
        assert (status, [u["id"] for u in message["mentions"]]) == (200, pinged)


VIEW, SEND, EMBED_LINKS, READ_HISTORY, PIN = 1 << 10, 1 << 11, 1 << 14, 1 << 16, 1 << 51


def deny(simulator, channel, permissions):
    simulator.call("PATCH", f"/control/channels/{channel}", {"permission_overwrites": [
        {"id": simulator.state()["bot"]["id"], "type": 1, "allow": "0", "deny": str(permissions)}]})


@pytest.mark.parametrize("denied, code", [(VIEW, 50001), (SEND, 50013)])
def test_posting_needs_its_permissions(simulator, bot, channel, denied, code):
    deny(simulator, channel, denied)
    status, refusal = bot.call("POST", f"/channels/{channel}/messages", {"content": "Non"})
    assert (status, refusal["code"]) == (403, code)
    deny(simulator, channel, 0)
    assert bot.call("POST", f"/channels/{channel}/messages", {"content": "Oui"})[0] == 200


def test_an_embed_needs_one_more(simulator, bot, channel):
    deny(simulator, channel, EMBED_LINKS)
    assert bot.call("POST", f"/channels/{channel}/messages", {"embeds": [{"title": "Non"}]})[1]["code"] == 50013
    assert bot.call("POST", f"/channels/{channel}/messages", {"content": "Oui"})[0] == 200


def test_a_pin_needs_the_right_to_pin_and_an_edit_only_that_to_view(simulator, bot, channel):
    message = bot.call("POST", f"/channels/{channel}/messages", {"content": "avant"})[1]["id"]
    deny(simulator, channel, PIN | SEND)
    assert bot.call("PUT", f"/channels/{channel}/messages/pins/{message}")[1]["code"] == 50013
    assert bot.call("PATCH", f"/channels/{channel}/messages/{message}", {"content": "après"})[0] == 200
    deny(simulator, channel, VIEW)
    assert bot.call("PATCH", f"/channels/{channel}/messages/{message}", {"content": "jamais"})[1]["code"] == 50001
    assert bot.call("GET", f"/channels/{channel}/messages/{message}")[1]["code"] == 50001


def test_without_the_history_a_channel_looks_empty(simulator, bot, channel):
    message = bot.call("GET", f"/channels/{channel}/messages")[1][0]["id"]
    assert bot.call("PUT", f"/channels/{channel}/messages/pins/{message}")[0] == 204
    assert bot.call("GET", f"/channels/{channel}/messages/pins")[1]["items"]
    deny(simulator, channel, READ_HISTORY)
    assert bot.call("GET", f"/channels/{channel}/messages") == (200, [])
    assert bot.call("GET", f"/channels/{channel}/messages/pins")[1]["items"] == []


def test_messages_of_others_are_deleted_only_with_the_right_to_manage(simulator, bot, channel):
    theirs = ticket_of(simulator)["messages"][0]["id"]
    deny(simulator, channel, 1 << 13)
    assert bot.call("DELETE", f"/channels/{channel}/messages/{theirs}")[1]["code"] == 50013
    deny(simulator, channel, 0)
    assert bot.call("DELETE", f"/channels/{channel}/messages/{theirs}")[0] == 204


def test_a_strange_user_agent_is_noted(simulator, bot):
    assert bot.call("GET", "/users/@me", agent="curl/8")[0] == 200
    assert [v["code"] for v in simulator.state()["violations"]] == [40333]


def test_headers_are_exactly_discords(bot, channel):
    bot.call("GET", f"/channels/{channel}")
    assert bot.headers["Content-Type"] == "application/json"
    assert bot.headers["Via"] == "1.1 google"
    assert bot.headers["X-RateLimit-Limit"] == "10" and bot.headers["X-RateLimit-Remaining"] == "9"
    assert float(bot.headers["X-RateLimit-Reset-After"]) > 0
    assert abs(float(bot.headers["X-RateLimit-Reset"]) - time.time()) < 10


def test_the_sixth_message_in_5_s_is_limited_and_other_channels_are_not(simulator, bot, channel):
    other = simulator.call("POST", "/control/channels", {"name": "autre"})["id"]
    for n in range(5):
        assert bot.call("POST", f"/channels/{channel}/messages", {"content": str(n)})[0] == 200
    status, body = bot.call("POST", f"/channels/{channel}/messages", {"content": "trop"})
    assert status == 429 and body["global"] is False and 0 < body["retry_after"] <= 5
    assert bot.headers["X-RateLimit-Scope"] == "user" and bot.headers["Retry-After"]
    assert bot.headers["Via"] == "1.1 google"
    assert bot.call("POST", f"/channels/{other}/messages", {"content": "ici"})[0] == 200


def test_more_than_50_requests_a_second_are_limited_globally(bot):
    statuses = []
    for _ in range(60):
        status, body = bot.call("GET", "/applications/@me")
        statuses.append(status)
    if 429 not in statuses:
        pytest.skip("this machine did not make 50 requests in a second")
    assert body["global"] is True or statuses[-1] == 200


def test_faults_on_order_strike_once_each(simulator, bot, channel):
    path = f"/channels/{channel}/messages"
    order = lambda **fault: simulator.call("POST", "/control/rest", {"path": "/channels", "times": 1, **fault})
    order(status=429, headers={"Content-Type": "text/html"}, body="<html>error 1015</html>")
    connection = http.client.HTTPConnection("127.0.0.1", bot.port)
    connection.request("POST", "/api/v10" + path)
    answer = connection.getresponse()
    assert answer.status == 429 and answer.headers["Via"] is None and answer.headers["Content-Type"] == "text/html"
    assert answer.read() == b"<html>error 1015</html>"

    order(fate="reset")
    with pytest.raises(ConnectionError):
        bot.call("POST", path, {"content": "jamais"})
    order(fate="truncate")
    with pytest.raises(http.client.IncompleteRead):
        bot.call("GET", path)
    order(fate="after", method="POST")
    with pytest.raises(ConnectionError):
        bot.call("POST", path, {"content": "passé quand même"})
    order(delay_ms=300)
    began = time.monotonic()
    assert bot.call("GET", path)[0] == 200
    assert time.monotonic() - began > 0.25  # its clock turns in milliseconds
    order(fate="stall")
    connection = http.client.HTTPConnection("127.0.0.1", bot.port, timeout=0.3)
    connection.request("GET", "/api/v10" + path)
    with pytest.raises(TimeoutError):
        connection.getresponse()
    contents = [m["content"] for m in ticket_of(simulator)["messages"]]
    assert "passé quand même" in contents and "jamais" not in contents


def test_requests_are_listed(simulator, bot, channel):
    bot.call("POST", f"/channels/{channel}/messages", {"content": "noté"})
    noted = simulator.call("GET", "/control/requests")[-1]
    assert (noted["method"], noted["status"], noted["user_agent"]) == ("POST", 200, AGENT)
    assert noted["path"] == f"/api/v10/channels/{channel}/messages"
    assert json.loads(noted["body"]) == {"content": "noté"}


def test_commands_are_kept_with_what_discord_adds(simulator, bot):
    command = {"name": "validation", "description": "Affiche le panneau", "type": 1}
    status, kept = bot.call("PUT", f"/applications/{bot.application}/commands", [command])
    assert status == 200 and kept[0]["name"] == "validation" and kept[0]["id"] == kept[0]["version"]
    status, added = bot.call("POST", f"/applications/{bot.application}/commands", {**command, "description": "Nouveau"})
    assert status == 200 and added["id"] == kept[0]["id"], "the same name is the same command"
    assert bot.call("GET", f"/applications/{bot.application}/commands")[1] == [added]
    assert simulator.state()["commands"] == [added]
    assert bot.call("PUT", f"/applications/{bot.application}/commands", [{"name": "Grand", "description": "x"}])[0] == 400


def test_commands_of_the_guild_and_global_ones_are_lists_of_their_own(simulator, bot):
    guild = simulator.state()["guild"]["id"]
    everywhere, here = f"/applications/{bot.application}/commands", f"/applications/{bot.application}/guilds/{guild}/commands"
    status, one = bot.call("POST", everywhere, {"name": "partout", "description": "x"})
    assert status == 201
    status, two = bot.call("PUT", here, [{"name": "ici", "description": "x"}])
    assert status == 200 and two[0]["guild_id"] == guild
    assert bot.call("GET", everywhere)[1] == [one]
    status, changed = bot.call("PATCH", f"{here}/{two[0]['id']}", {"description": "y"})
    assert (status, changed["name"], changed["description"], changed["id"]) == (200, "ici", "y", two[0]["id"])
    assert bot.call("GET", f"{everywhere}/{two[0]['id']}")[1]["code"] == 10063
    assert bot.call("DELETE", f"{here}/{two[0]['id']}") == (204, None)
    assert bot.call("GET", here) == (200, []) and bot.call("GET", f"{everywhere}/{one['id']}")[1] == one


@pytest.mark.parametrize("method, ending", [
    ("GET", ""), ("PUT", ""), ("POST", ""), ("GET", "/5"), ("PATCH", "/5"), ("DELETE", "/5")])
def test_command_routes_are_the_applications_and_not_the_bot_users(simulator, bot, method, ending):
    user = simulator.state()["bot"]["id"]
    guild = simulator.state()["guild"]["id"]
    command = {"name": "validation", "description": "x"}
    body = {"PUT": [command], "POST": command, "PATCH": command}.get(method)
    for scope in ("", f"/guilds/{guild}"):
        status, refusal = bot.call(method, f"/applications/{user}{scope}/commands{ending}", body)
        assert (status, refusal["code"]) == (404, 10002)
    assert simulator.state()["commands"] == []


def test_an_interaction_is_answered_under_the_applications_id_and_not_the_bot_users(simulator, bot, channel):
    told = press(simulator, bot, channel)
    bot.callback(told, 6)
    path = f"{told['token']}/messages/@original"
    status, refusal = bot.call("GET", f"/webhooks/{simulator.state()['bot']['id']}/{path}", open=True)
    assert (status, refusal["code"]) == (404, 10015)
    assert bot.call("GET", f"/webhooks/{bot.application}/{path}", open=True)[0] == 200


def test_new_names_are_counted_by_day_and_old_ones_are_not(bot):
    path = f"/applications/{bot.application}/guilds/1020000000000000001/commands"
    for first in (0, 100):
        status, kept = bot.call("PUT", path, [{"name": f"c{n}", "description": "x"} for n in range(first, first + 100)])
        assert (status, len(kept)) == (200, 100)
    assert bot.call("POST", path, {"name": "c150", "description": "autre"})[0] == 200, "an old name"
    status, refusal = bot.call("POST", path, {"name": "c200", "description": "x"})
    assert (status, refusal["code"]) == (400, 30034)


def test_bad_control_calls_are_refused_not_fatal(simulator):
    import urllib.error
    for method, path, body in (("GET", "/control/nothing", None), ("POST", "/control/press", {"channel_id": "1", "custom_id": "x"}),
                               ("POST", "/control/channels", {}), ("POST", "/control/gateway", {"do": "dance"}),
                               ("POST", "/control/gateway/mode", {"mood": 1}), ("GET", "/control/interactions/5", None),
                               ("POST", "/control/dispatch", {"t": ""}), ("POST", "/control/rest", {"fate": "unknown"})):
        with pytest.raises(urllib.error.HTTPError) as refused:
            simulator.call(method, path, body)
        assert refused.value.code in (400, 404)
        assert "error" in json.loads(refused.value.read())
