"""Rows belong to the spreadsheet that they were accepted for."""
from oracle import judge


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
