"""CSV records: a cell over Python's limit and a quote that nothing closes cost their own row, never those after it."""

import time

import pytest

from dijkwacht.exposure.engine.csv_inventory import read_csv
from dijkwacht.exposure.engine.inventory import UnreadableInventory
from dijkwacht.exposure.engine.peeking import peek

HEADER = "organisation,asset,vendor,product,version,notes\n"
GOOD = "X,a{},Citrix,ADC,13.1-59.19,\n"
LONG = 200_000


def told(text):
    inventory = read_csv(text.encode())
    return [row.number for row in inventory.rows], [(bad.number, bad.message) for bad in inventory.bad_rows]


@pytest.mark.parametrize(
    "cell",
    ["x" * LONG, f'"{"x" * LONG}"', '"' + "note, more\n" * 20_000 + '"', '"' + 'he said ""no"" \r\n' * 20_000 + '"'],
    ids=["bare", "quoted", "of many lines", "with quotes in it"],
)
def test_a_cell_over_the_limit_is_a_bad_row_with_its_line_and_the_rest_is_taken_in(cell):
    rows, bad = told(HEADER + GOOD.format(1) + f"X,b,Citrix,ADC,13.1,{cell}\n" + GOOD.format(2) + GOOD.format(3))
    assert rows == [1, 3, 4]
    assert bad == [(2, "line 3: field larger than field limit (131072)")]


def test_lines_after_a_long_cell_of_many_lines_are_counted_on():
    cell = '"' + "note\n" * 40_000 + '"'
    _, bad = told(HEADER + f"X,b,Citrix,ADC,13.1,{cell}\n" + GOOD.format(1) + f"X,b,Citrix,ADC,13.1,{'y' * LONG}\n")
    assert [message.partition(":")[0] for _, message in bad] == ["line 2", "line 40004"]


@pytest.mark.parametrize(
    "after",
    ["", 'X,c,"Acme, Inc",ADC,13.1,\n', 'X,c,Citrix,"ADC, VPX",13.1,"two\nlines"\n', "x" * LONG + "\n"],
    ids=["nothing", "a quoted cell", "a cell of two lines", "a line over the limit"],
)
def test_a_quote_that_nothing_closes_costs_its_own_row(after):
    inventory = read_csv((HEADER + GOOD.format(1) + 'X,b,"Citrix,ADC,13.1,\n' + GOOD.format(2) + after).encode())
    assert (inventory.bad_rows[0].number, inventory.bad_rows[0].message) == (
        2,
        "line 3: a quote is opened and not closed",
    )
    assert [row.asset for row in inventory.rows] == ["a1", "a2"] + (["c"] if after.startswith("X,c") else [])


def test_a_quoted_cell_of_several_lines_is_still_one_cell():
    rows, bad = told(HEADER + 'X,a,Citrix,"ADC\n(pair)",13.1,"see ""wiki""\nor ask"\n' + GOOD.format(2))
    assert (rows, bad) == ([1, 2], [])


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_quote_inside_a_cell_of_the_last_line_is_a_sign_like_any_other(end):
    rows, bad = told(HEADER + f'X,a,Acme,"Scr"een,13.1,x{end}')
    assert (rows, bad) == ([1], [])
    rows, bad = told(HEADER + f'X,a,Acme,Screen 27" wide,13.1,x{end}')
    assert (rows, bad) == ([1], [])


def test_a_file_of_nothing_but_open_quotes_is_read_in_time_that_grows_with_its_size():
    text = HEADER + 'X,b,"Citrix,ADC,13.1,x\n' * 60_001
    before = time.process_time()
    inventory = read_csv(text.encode())
    assert time.process_time() - before < 20
    assert not inventory.rows
    assert inventory.bad_rows


def test_one_open_quote_before_a_million_signs_does_not_make_every_later_one_dear():
    text = HEADER + ('X,b,"Citrix,ADC,13.1,\n' + GOOD.format(1) * 10_000) * 3
    inventory = read_csv(text.encode())
    assert len(inventory.rows) >= 20_000
    assert len(inventory.bad_rows) in (2, 3)


def test_a_header_over_the_limit_is_refused_with_its_line():
    with pytest.raises(UnreadableInventory, match="line 1: field larger"):
        read_csv(("x" * LONG + "\nX,a,Citrix,ADC,13.1\n").encode())


def test_the_page_that_asks_for_headings_shows_a_table_with_a_long_cell():
    found = peek((f"Merk;Ding;Nummer\nCitrix;ADC;{'x' * LONG}\nF5;BIG-IP;{'y' * LONG}\n").encode())
    assert found.headings == ("Merk", "Ding", "Nummer")
    assert found.samples[0] == ("Citrix", "F5")
