"""Which tab holds the rows: the one that the settings name, as Google takes names, or else the first one; once found, that one and
no other, whatever it is called by then. None is ever made."""
import re
import unicodedata
import urllib.parse

import pytest

from oracle import judge
from star import key_of

MISSING, GONE = 5, 6  # METRIC_SHEETS_STATE


def tabs(simulator):
    return simulator.get("sheet")["tabs"]


def edit(client, **request):
    """Somebody does this to the tabs, in the browser."""
    client.call("POST", ":batchUpdate", {"requests": [request]}).json()


def add(client, title, **properties):
    edit(client, addSheet={"properties": {"title": title, **properties}})


def rename(simulator, tab, title):
    simulator.post("sheet/rows", do="rename", title=title, tab=tab)


def delete(client, simulator, tab):
    edit(client, deleteSheet={"sheetId": simulator.get("sheet?tab=" + urllib.parse.quote(tab))["sheet_id"]})


def rows_of(simulator, tab):
    return [row for row in simulator.get("sheet?tab=" + urllib.parse.quote(tab))["rows"] if any(row)]


@pytest.mark.parametrize(("title", "borne"), [("validations", "Validations"), ("FICHES D'ÉTÉ", "Fiches d'été"), ("Fiches", " Fiches "),
                                              ("Été", unicodedata.normalize("NFD", "été"))],
                         ids=["case", "accents", "blanks", "decomposed"])
def test_a_title_is_taken_as_google_and_people_take_it(new_star, simulator, client, title, borne):
    add(client, borne)
    star = new_star(VALIDATION_SHEET_TITLE=title).start()
    star.offer_rows(range(3))
    star.drained()
    judge(simulator, star.newest, tab=urllib.parse.quote(borne))
    assert len(tabs(simulator)) == 2


def test_a_tab_that_does_not_exist_is_never_made_and_rows_wait_until_it_is_there(new_star, simulator, client):
    add(client, "Comptabilité")
    star = new_star(VALIDATION_SHEET_TITLE="Fiches").start()
    star.offer_rows(range(3))
    star.answered()
    star.wait(lambda: star.metric("SHEETS_STATE") == MISSING, what="it is told")
    assert re.search(r"❌ Erreur critique : .*« Fiches ».*« Sheet1 », « Comptabilité ».* event=sheets.tab_missing", star.output())
    refused = star.get(key_of(77))
    assert "« Fiches »" in refused["refused"] and refused["retry"]
    assert (tabs(simulator), star.metric("SHEETS_QUEUE")) == (["Sheet1", "Comptabilité"], 3)
    rename(simulator, "Comptabilité", "fiches")
    star.drained()
    judge(simulator, star.newest, tab="fiches")
    star.wait(lambda: "Google Sheets répond de nouveau" in star.output(), what="the all-clear")
    assert star.metric("SHEETS_STATE") == 1
    assert rows_of(simulator, "Sheet1") == []


@pytest.mark.parametrize(("title", "restart"), [(None, False), (None, True), ("Sheet1", True)], ids=["first", "first, restarted", "named, restarted"])
def test_a_tab_that_is_deleted_is_waited_for_and_no_other_is_taken(new_star, simulator, client, title, restart):
    star = new_star(**{"VALIDATION_SHEET_TITLE": title} if title else {}).start()
    star.offer_rows(range(3))
    star.drained()
    add(client, "Comptabilité")
    edit(client, duplicateSheet={"sourceSheetId": 0, "newSheetId": 99, "newSheetName": "Copie", "insertSheetIndex": 0})
    delete(client, simulator, "Sheet1")
    copied = rows_of(simulator, "Copie")
    if restart:
        star.restart()
    star.offer_rows(range(2, 5), version=1)
    star.answered()
    star.wait(lambda: star.metric("SHEETS_STATE") == GONE, what="it is told")
    assert re.search(r"❌ Erreur critique : .*Annuler.* « Copie », « Comptabilité » event=sheets.tab_gone", star.output())
    edit(client, duplicateSheet={"sourceSheetId": 99, "newSheetId": 0, "newSheetName": "Sheet1"})  # somebody undoes it
    star.drained()
    judge(simulator, star.newest, tab="Sheet1")
    assert rows_of(simulator, "Comptabilité") == [] and rows_of(simulator, "Copie") == copied
    star.wait(lambda: star.metric("SHEETS_STATE") == 1, what="the all-clear")


def test_another_title_is_looked_up_anew_and_the_first_tab_is_chosen_once(new_star, simulator, client):
    star = new_star().start()
    star.offer_rows(range(2))
    star.drained()
    star.kill()
    add(client, "Fiches")
    edit(client, updateSheetProperties={"properties": {"sheetId": 0, "index": 1, "title": "Archives"}, "fields": "title"})
    star.settings["VALIDATION_SHEET_TITLE"] = "Fiches"
    star.newest = {}
    star.start().offer_rows(range(5, 7))
    star.drained()
    judge(simulator, star.newest, tab="Fiches")
    star.kill()
    del star.settings["VALIDATION_SHEET_TITLE"]
    delete(client, simulator, "Archives")
    star.start().offer_rows(range(8, 9))
    star.answered()
    star.metrics = {}
    star.wait(lambda: star.metric("SHEETS_STATE") == GONE, what="the first tab was chosen long ago, and is gone")
    assert len(rows_of(simulator, "Fiches")) == 2
