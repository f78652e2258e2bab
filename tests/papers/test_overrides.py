"""A person's word on merges: what the file may say, and what is refused or warned of."""

import pytest

from helpers.dumps.records import DumpError, Notes
from helpers.papers.overrides import Override, read_overrides, resolve_overrides
from helpers.papers.prepared_records import PreparedRecord
from helpers.papers.title_keys import make_text_id

TEXT = "Agents learn from rewards that come late and seldom; three tasks of our own show where this breaks down."


def read(folder, text, notes=None, encoding="utf-8"):
    path = folder / "a.overrides.csv"
    path.write_bytes(text.encode(encoding))
    return read_overrides(path, notes or Notes())


def test_lines_are_read_with_their_numbers_and_notes_passed_over(tmp_path):
    text = '\ufeffnote,Action,first,second\n# why\n\n"x, y",merge,2503.02130,"A Title, with Comma"\n,APART,10.1/x,b\n'
    assert read(tmp_path, text) == [
        Override("a.overrides.csv", 4, "merge", "2503.02130", "A Title, with Comma"),
        Override("a.overrides.csv", 5, "apart", "10.1/x", "b"),
    ]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_semicolons_tabs_and_other_encodings_are_read(tmp_path, separator):
    lines = [separator.join(row) for row in (("action", "first", "second"), ("merge", "Über A", "B"))]
    notes = Notes()
    [override] = read(tmp_path, "\r\n".join(lines), notes, "cp1252")
    assert (override.first, len(notes.sentences())) == ("Über A", 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("first,second\na,b\n", "no column action"),
        ("action,a\nmerge,b\n", "no column first and no column second"),
        ("action,first,second\njoin,a,b\n", "line 2, has the action 'join'"),
        ("action,first,second\n,a,b\n", "line 2, has no action"),
        ("action,first,second\nmerge,a,b\nmerge,a\n", "line 3, has nothing under second"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_line_and_the_way_out(tmp_path, text, said):
    with pytest.raises(DumpError) as caught:
        read(tmp_path, text)
    assert said in str(caught.value) and str(caught.value).startswith("a.overrides.csv")
    assert "\n" not in str(caught.value)


def test_a_line_that_stands_there_twice_is_one(tmp_path):
    notes = Notes()
    assert len(read(tmp_path, "action,first,second\nmerge,a,b\nmerge,b,a\n", notes)) == 1
    assert "twice" in notes.sentences()[0]


def make_records():
    ids = [{"arxiv_id": "2503.02130"}, {"doi": "10.18653/v1/p18-1001"}, {"pmid": "12345678"}, {}, {}]
    titles = ["First", "Second", "Third", "Of No Number", "Of No Number"]
    return [
        PreparedRecord("a", str(n), title=t, abstract=f"{TEXT} {t}", ids=i)
        for n, (t, i) in enumerate(zip(titles, ids, strict=True))
    ]


@pytest.mark.parametrize(
    ("reference", "found"),
    [
        ("2503.02130", [0]), ("arXiv:2503.02130v3", [0]), ("https://arxiv.org/abs/2503.02130", [0]),
        ("10.48550/arXiv.2503.02130", [0]), ("10.18653/v1/P18-1001", [1]), ("P18-1001", [1]), ("12345678", [2]),
        ("pmid:12345678", [2]), ("of no number!", [3, 4]),
        (make_text_id("Of No Number", f"{TEXT} Of No Number"), [3, 4]),
    ],
)  # fmt: skip
def test_a_reference_is_any_identifier_or_an_exact_title(reference, found):
    resolved = resolve_overrides(
        [Override("o", 2, "merge", reference, "First" if 0 not in found else "Second")], make_records(), Notes()
    )
    assert resolved["merge"][0][1] == found


def test_what_belongs_to_no_record_or_names_one_record_twice_is_warned_of():
    notes = Notes()
    lines = [Override("o", 2, "merge", "9999.99999", "First"), Override("o", 3, "apart", "First", "2503.02130")]
    resolved = resolve_overrides(lines, make_records(), notes)
    assert resolved == {"merge": [], "apart": []}
    said = notes.sentences()
    assert "line 2: 9999.99999" in said[0] and "line 3" in said[1]
