"""What a text looks like that no reader reads."""

import pytest

from helpers.dumps.detect import find_format, read_dump
from helpers.dumps.likeness import find_likeness
from helpers.dumps.packing import Document
from helpers.dumps.records import DumpError, Notes


@pytest.mark.parametrize(
    ("text", "likeness"),
    [
        ("Ti= A\nAu= B\n\nTi= C\nAu= D\n", "tagged text (its tags: Ti, Au)"),
        ("TX  A title\nWR  Ada\n\nTX  Another\nWR  Bo\n", "tagged text (its tags: TX, WR)"),
        ("%q A title\n%w Ada\n\n%q Another\n%w Bo\n", "tagged text (its tags: %q, %w)"),
        ("alpha;beta;gamma\n1;2;3\n4;5;6\n", "a table (its first row: alpha, beta, gamma)"),
        ("1. Doe J. One.\n\n2. Roe R. Two.\n", "a numbered list of references"),
        ("<div><p>a</p>\n<div>b</div>\n", "the source of a web page"),
        ("\\documentclass{article}\n\\begin{document}\n\\section{One}\n", "LaTeX"),
        ("#include <a.h>\nint main\n", "source code"),
        ("2024-01-02 10:11:12 started\n2024-01-02 10:11:13 ended\n", "a log"),
        ('[[poles]]\nid = "sparse"\nids = ["a"]\n', "a file of settings"),
        ("Nothing but, as said,\na line, or two, of prose, and no more.", "running text"),
        ("Nothing but a line of prose.", "running text"),
        ("", "running text"),
    ],
)
def test_a_text_is_named_by_its_form(text, likeness):
    assert find_likeness(text.split("\n"))[0] == likeness


def test_the_refusal_of_a_text_names_its_tags_and_the_way_out(tmp_path):
    (tmp_path / "a.txt").write_text("Ti= A\nAu= B\n\nTi= C\nAu= D\n")
    with pytest.raises(DumpError, match=r"looks like tagged text \(its tags: Ti, Au\); export it as RIS, BibTeX"):
        list(read_dump([tmp_path / "a.txt"], Notes()))


@pytest.mark.parametrize(
    ("begins", "named"),
    [
        (b"%PDF-1.7", "a PDF file"), (b"Obj\x01avro", "an Avro file"), (b"{\\rtf1 a}", "a rich text"),
        (b"RDX3\nX", "data of R"), (b"\xd0\xcf\x11\xe0", "an old or locked Office file"),
    ],
)  # fmt: skip
def test_a_binary_file_is_named_by_its_first_bytes(tmp_path, begins, named):
    (tmp_path / "a").write_bytes(begins + bytes(range(256)))
    with pytest.raises(DumpError, match=f"a is {named}"):
        find_format(Document(tmp_path / "a", "a"))
