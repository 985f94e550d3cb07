"""Rows belong to the spreadsheet that they were accepted for, and are known before it can be read."""
from oracle import judge
from star import key_of


def test_rows_for_another_spreadsheet_are_set_aside_and_come_back(new_star, simulator):
    simulator.post("google", op="write", status=503, times=-1)
    star = new_star().start()
    star.offer_rows(range(3))
    star.answered()
    star.kill()
    own = star.settings["GOOGLE_SHEET_ID_VALIDATION"]
    star.settings["GOOGLE_SHEET_ID_VALIDATION"] = "1another-" + own[9:]
    star.start()
    star.metrics = {}  # a report of its predecessor says nothing
    star.wait(lambda: star.metric("SHEETS_QUEUE") == 0, what="nothing of the old one waits for the new one")
    star.said("gardées de côté")
    star.said("rows=3")
    star.kill()
    simulator.post("google", op="clear")
    star.settings["GOOGLE_SHEET_ID_VALIDATION"] = own
    star.start()
    star.drained()
    judge(simulator, star.newest)


def add_tab(client, title):
    client.call("POST", ":batchUpdate", {"requests": [{"addSheet": {"properties": {"title": title}}}]}).json()


def test_rows_for_another_tab_are_set_aside_and_come_back(new_star, simulator, client):
    add_tab(client, "Fiches")
    add_tab(client, "Archives")
    star = new_star(VALIDATION_SHEET_TITLE="Fiches").start()
    simulator.post("google", op="write", status=503, times=-1)
    star.offer_rows(range(3))
    star.answered()
    old, star.newest = star.newest, {}
    star.kill()
    star.settings["VALIDATION_SHEET_TITLE"] = "Archives"
    simulator.post("google", op="clear")
    star.start()
    star.offer_rows(range(2, 5), version=1)  # one of them a channel that waits for the other tab too
    star.drained()
    judge(simulator, star.newest, tab="Archives")
    star.said("gardées de côté")
    star.said("rows=3")
    assert [row for row in simulator.get("sheet?tab=Fiches")["rows"][1:] if any(row)] == []
    archives, star.newest = star.newest, old
    star.kill()
    star.settings["VALIDATION_SHEET_TITLE"] = "Fiches"
    star.start()
    star.drained()
    judge(simulator, old, tab="Fiches")
    judge(simulator, archives, tab="Archives")


def test_rows_follow_a_tab_whose_new_name_is_put_into_the_settings(new_star, simulator):
    simulator.post("sheet/rows", do="rename", title="Fiches")
    star = new_star(VALIDATION_SHEET_TITLE="Fiches").start()
    star.offer_rows(range(5))
    star.drained()
    simulator.post("google", op="write", status=503, times=-1)
    star.offer_rows(range(3, 8), version=1)
    star.answered()
    star.kill()
    simulator.post("sheet/rows", do="rename", title="Fiches 2026", tab="Fiches")
    star.settings["VALIDATION_SHEET_TITLE"] = "Fiches 2026"
    star.start()
    simulator.post("google", op="clear")
    star.drained()
    star.wait(lambda: "reprennent leur chemin" in star.output(), what="it is said")
    star.drained()
    judge(simulator, star.newest, tab="Fiches%202026")


def test_a_known_ticket_is_served_after_a_restart_with_google_down(star, simulator):
    star.offer_rows(range(3))
    star.drained()
    star.kill()
    simulator.post("google", op="any", status=503, times=-1)
    star.start()
    answer = star.get(key_of(1))
    assert (answer["b"], answer["c"], answer["d"]) == star.newest[key_of(1)] and answer["known"]
    assert answer["stale_seconds"] > 0
    strange = star.get(key_of(77))
    assert strange["refused"] and strange["retry"], "nobody knows whether the sheet holds it"
    star.offer_rows([1], version=1)
    star.answered()
    simulator.post("google", op="clear")
    star.drained()
    judge(simulator, star.newest)
    assert "stale_seconds" not in star.get(key_of(1))
