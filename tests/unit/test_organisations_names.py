import pytest

from dijkwacht.organisations.domain.names import search_key, sort_key

SEVEN = ["Leeuwarden", "Vlissingen", "Súdwest-Fryslân", "Etten-Leur", "Duiven", "Westervoort", "Gulpen-Wittem"]


@pytest.mark.req("S0.14", breaks="dijkwacht.organisations.domain.names.sort_key")
def test_names_with_marks_hyphens_and_articles_stand_where_people_look():
    names = [*SEVEN, "'s-Gravenhage", "’t Zand", "De Bilt", "Het Hogeland", "Zwolle", "Steenwijk", "Sudoost"]

    assert sorted(names, key=sort_key) == [
        "De Bilt",
        "Duiven",
        "Etten-Leur",
        "'s-Gravenhage",
        "Gulpen-Wittem",
        "Het Hogeland",
        "Leeuwarden",
        "Steenwijk",
        "Sudoost",
        "Súdwest-Fryslân",
        "Vlissingen",
        "Westervoort",
        "’t Zand",
        "Zwolle",
    ]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("sudwest fryslan", "Súdwest-Fryslân"),
        ("SUDWEST-FRYSLÂN", "Súdwest-Fryslân"),
        ("Su\u0301dwest Frysla\u0302n", "Súdwest-Fryslân"),
        ("s hertogenbosch", "'s-Hertogenbosch"),
        ("hertogenbosch", "’s-Hertogenbosch"),
        ("hogeland", "Het Hogeland"),
        ("st jansdal", "St. Jansdal"),
        ("tweestromenland", "Tweestromen-Land"),
        ("\u0133sselstein", "IJsselstein"),
        ("strasse", "Straße"),
    ],
)
def test_a_name_is_found_however_it_is_typed(typed, name):
    assert search_key(typed) == search_key(name)


def test_a_name_that_is_an_article_stays_a_name():
    assert sort_key("Het") == "het"
    assert search_key("'t") == "t"


def test_numbers_sort_by_value():
    assert sort_key("Regio 2") < sort_key("Regio 10")


def test_different_names_keep_different_keys():
    assert search_key("Bergen (L)") != search_key("Bergen (NH)")
