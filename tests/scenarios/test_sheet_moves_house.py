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
    star.wait(lambda: star.metric("SHEETS_QUEUE") == 0, what="nothing of the old one waits for the new one")
    assert "gardées de côté" in star.output() and "rows=3" in star.output()
    star.kill()
    simulator.post("google", op="clear")
    star.settings["GOOGLE_SHEET_ID_VALIDATION"] = own
    star.start()
    star.drained()
    judge(simulator, star.newest)


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
