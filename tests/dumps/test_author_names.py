"""Authors' names: lists in one text, names in parts, and who is no author."""

import pytest
from hypothesis import given, strategies as st

from helpers.dumps.author_names import is_author, read_name, split_authors
from helpers.dumps.fields import read_list
from helpers.dumps.reference_fields import list_names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("J Doe, R Roe", ["J Doe", "R Roe"]),
        ("J Doe, R Roe, A Poe, ...", ["J Doe", "R Roe", "A Poe"]),
        ("…, J Doe, R Roe", ["J Doe", "R Roe"]),
        ("J Doe, WHO, R Roe", ["J Doe", "WHO", "R Roe"]),
        ("Jane Doe, Plato, Richard Roe et al.", ["Jane Doe", "Plato", "Richard Roe"]),
        ("Doe JN, Plato, Roe FA", ["Doe JN", "Plato", "Roe FA"]),
        ("Doe, J.N., Roe, F.A.", ["Doe, J.N.", "Roe, F.A."]),
        ("Doe, J.-P., WHO, van der Roe, F., et al.", ["Doe, J.-P.", "WHO", "van der Roe, F."]),
        ("Doe, J. N., Roe, F., & Poe, A.", ["Doe, J. N.", "Roe, F.", "Poe, A."]),
        ("Doe,J.,Roe,R.", ["Doe, J.", "Roe, R."]),
        ("J.Doe,R.Roe", ["J.Doe", "R.Roe"]),
        ("JaneDoe,RichardRoe", ["JaneDoe", "RichardRoe"]),
        ("王小明,李四", ["王小明", "李四"]),
        ("王小明、李四", ["王小明", "李四"]),
        ("Иванов, И.И., Петров, П.", ["Иванов, И.И.", "Петров, П."]),
        ("Doe, Jane", ["Doe, Jane"]),
        ("Doe, Jane, et al.", ["Doe, Jane"]),
        ("van der Berg, Jan", ["van der Berg, Jan"]),
        ("McDonald, Ronald", ["McDonald, Ronald"]),
        ("Doe, M.D., Roe, R.", ["Doe, M.D.", "Roe, R."]),
        ("Doe, Jane M., Roe, Richard", ["Doe, Jane M.", "Roe, Richard"]),
        ("Doe, Jane and Roe, Richard and others", ["Doe, Jane", "Roe, Richard"]),
        ("Doe, Jane and Richard Roe", ["Doe, Jane", "Richard Roe"]),
        ("Jane Doe, Plato and Richard Roe", ["Jane Doe", "Plato", "Richard Roe"]),
        ("Doe, Roe and Poe", ["Doe", "Roe", "Poe"]),
        ("Smith, Jones, Brown", ["Smith", "Jones", "Brown"]),
        ("Martin Luther King, Jr., Jane Doe, PhD", ["Martin Luther King, Jr.", "Jane Doe"]),
        ("Doe, Jane; Roe, Richard; …", ["Doe, Jane", "Roe, Richard"]),
        ("Centers for Disease Control and Prevention", ["Centers for Disease Control and Prevention"]),
        ("Jane Doe*, Richard Roe¹²", ["Jane Doe", "Richard Roe"]),
        ("Jane Doe et Richard Roe", ["Jane Doe", "Richard Roe"]),
        ("et al.", []),
        ("DOE, JANE", ["DOE, JANE"]),
        ("Doe J, Roe R.", ["Doe J", "Roe R"]),
        ("LI, WEI, WU, YI", ["LI, WEI", "WU, YI"]),
        ("J DOE, R ROE, PLATO", ["J DOE", "R ROE", "PLATO"]),
        ("王小明, Jane Doe, 李四", ["王小明", "Jane Doe", "李四"]),
        ("محمد علی، احمد رضا", ["محمد علی", "احمد رضا"]),
    ],
)
def test_a_list_of_authors_is_read_by_the_form_of_all_its_parts(text, names):
    assert split_authors(text) == names
    assert read_list([text], "authors") == names


@given(st.text(alphabet="Jo. ,;&王дА1…", max_size=60))
def test_any_text_gives_names_with_letters_or_none(text):
    assert all(any(sign.isalpha() for sign in name) for name in split_authors(text))


def test_hostile_lists_end_soon():
    for text in ("A." * 20_000, "A " * 20_000, "a, " * 20_000, "A. B, " * 20_000, "and " * 20_000, "é-" * 20_000):
        split_authors(text)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ({"firstName": "Jane", "lastName": "Doe"}, "Jane Doe"),
        ({"given": "Jane", "family": "Doe", "non-dropping-particle": "van"}, "Jane van Doe"),
        ({"first_name": "Jane", "last_name": "Doe"}, "Jane Doe"),
        ({"given-names": "Jane", "surname": "Doe", "suffix": "Jr."}, "Jane Doe Jr."),
        ({"first": "Jane", "middle": ["N."], "last": "Doe"}, "Jane N. Doe"),
        ({"name": {"first": "Jane", "last": "Doe"}}, "Jane Doe"),
        ({"foaf:firstName": "Jane", "foaf:surname": "Doe"}, "Jane Doe"),
        ({"literal": "Invented Group"}, "Invented Group"),
        ({"lastName": "Plato"}, "Plato"),
        ({"creator": "Doe, Jane"}, "Doe, Jane"),
        ({"name": {"$t": "Jane Doe"}}, "Jane Doe"),
        ({"author": {"display_name": "Jane Doe"}}, "Jane Doe"),
        (["Doe", "Jane", ""], "Jane Doe"),
        ({"orcid": "0000"}, ""),
        (None, ""),
    ],
)
def test_names_in_parts_are_put_together(value, name):
    assert read_name(value) == name


def test_editors_and_translators_are_no_authors():
    people = [
        {"creatorType": "author", "firstName": "Jane", "lastName": "Doe"},
        {"creatorType": "editor", "firstName": "Ed", "lastName": "Itor"},
        {"role": "Translator", "name": "Trans Later"},
        {"type": "person", "name": "Richard Roe"},
    ]
    assert read_list(people, "authors") == ["Jane Doe", "Richard Roe"]
    assert read_list({"author": people}, "authors") == ["Jane Doe", "Richard Roe"]
    assert read_list({"author": ["Jane Doe", "Richard Roe"]}, "authors") == ["Jane Doe", "Richard Roe"]
    assert read_list({"author": {"@pid": "1", "text": "Jane Doe"}}, "authors") == ["Jane Doe"]
    assert is_author("Ed Itor")


def test_names_of_references_are_turned_and_nobody_is_left_out():
    assert list_names(["Doe, Jane", "Roe, R.; Poe, A.", "...", "et al."]) == ["Jane Doe", "R. Roe", "A. Poe"]


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("cell biology", ["cell biology"]),
        ("public and global health", ["public and global health"]),
        ("cs.LG cs.CL", ["cs.LG", "cs.CL"]),
        (["cs.LG cs.CL", "math.OC"], ["cs.LG", "cs.CL", "math.OC"]),
        (["hep-th gr-qc cond-mat.mtrl-sci"], ["hep-th", "gr-qc", "cond-mat.mtrl-sci"]),
        ("math education", ["math education"]),
        ("cs.LG; physics of fluids", ["cs.LG", "physics of fluids"]),
    ],
)
def test_only_codes_of_arxiv_part_at_blanks(value, names):
    assert read_list(value, "categories") == names
