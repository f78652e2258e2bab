"""Packed files and archives: what they hold is read, what would fill the machine is refused."""

import bz2
import gzip
import io
import json
import lzma
import os
import zipfile
from functools import partial
from pathlib import Path

import pytest
import zstandard

from helpers.dumps.decoding import read_lines
from helpers.dumps.detect import find_documents, read_dump
from helpers.dumps.packing import CHUNK, Document, Limits, copy_whole, read_bytes
from helpers.dumps.records import DumpError, Notes

LINES = b"".join(b'{"title": "A %d", "abstract": "Text %d."}\n' % (i, i) for i in range(3000))
PACKERS = {
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "zstandard": zstandard.ZstdCompressor().compress,
    "bzip2": bz2.compress,
    "xz": partial(lzma.compress, preset=0),
}


def put(folder, data, name="dump.jsonl"):
    path = folder / name
    path.write_bytes(data)
    return path


def pack_zip(folder, members, name="colleague.zip", **options):
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for member, data in members.items():
            archive.writestr(member, data)
    return path


def expand(path, limits=None, notes=None):
    document = Document(path, path.name, None, limits or Limits())
    return b"".join(read_bytes(document, notes or Notes()))


@pytest.mark.parametrize("packer", PACKERS)
def test_packed_files_are_told_by_content_and_read_whole(tmp_path, packer):
    assert expand(put(tmp_path, PACKERS[packer](LINES))) == LINES


@pytest.mark.parametrize("packer", PACKERS)
def test_several_packed_pieces_one_after_another_are_read_whole(tmp_path, packer):
    packed = PACKERS[packer](LINES[:1000]) + PACKERS[packer](LINES[1000:])
    assert expand(put(tmp_path, packed)) == LINES


@pytest.mark.parametrize("packer", PACKERS)
def test_of_a_cut_file_the_beginning_is_read_and_the_cut_is_told(tmp_path, packer):
    data = os.urandom(4 * CHUNK)  # does not compress, so that half of the file is half of the data
    packed, notes = PACKERS[packer](data), Notes()
    got = expand(put(tmp_path, packed[: len(packed) // 2]), notes=notes)
    assert 0 < len(got) < len(data) and data.startswith(got)
    assert "cut or damaged" in notes.sentences()[0]


@pytest.mark.parametrize("packer", PACKERS)
def test_a_bomb_is_refused_with_the_way_out(tmp_path, packer):
    packed = PACKERS[packer](b" " * (60 * CHUNK))
    with pytest.raises(DumpError, match=r"more than 200 times .* settings max_ratio and max_gigabytes"):
        expand(put(tmp_path, packed))


def test_a_bomb_within_the_ratio_is_refused_by_its_size(tmp_path):
    with pytest.raises(DumpError, match="expands to over"):
        expand(put(tmp_path, gzip.compress(os.urandom(3 * CHUNK))), Limits(expanded=2 * CHUNK))


def test_limits_can_be_raised(tmp_path):
    assert len(expand(put(tmp_path, gzip.compress(b" " * (40 * CHUNK))), Limits(ratio=5000))) == 40 * CHUNK


def test_what_is_packed_four_times_is_refused(tmp_path):
    data = LINES
    for _ in range(4):
        data = gzip.compress(data)
    with pytest.raises(DumpError, match="packed more than 3 times"):
        expand(put(tmp_path, data))


def test_every_file_of_an_archive_is_read_and_named(tmp_path):
    members = {
        "b/2025-01-02.jsonl": LINES[:200], "a.jsonl.gz": gzip.compress(LINES), "__MACOSX/a.jsonl": b"x",
        ".hidden": b"y", "empty/": b"",
    }  # fmt: skip
    documents = find_documents([pack_zip(tmp_path, members)])
    assert [d.source for d in documents] == ["colleague.zip/a.jsonl.gz", "colleague.zip/b/2025-01-02.jsonl"]
    assert documents[1].name == "2025-01-02.jsonl"
    assert sum(1 for _ in read_lines(documents[0], Notes())) == 3000


def test_the_day_in_a_members_name_is_the_day_it_was_listed(tmp_path):
    path = pack_zip(tmp_path, {"2025-01-02.jsonl": LINES})
    records = list(read_dump([path], Notes()))
    assert len(records) == 3000 and records[0].fields["listed"] == [("file name", "2025-01-02")]


def test_a_zip_bomb_is_refused_before_it_is_expanded(tmp_path):
    with pytest.raises(DumpError, match=r"bomb\.zip expands to over"):
        list(read_dump([pack_zip(tmp_path, {"a.txt": b"0" * (50 * CHUNK)}, "bomb.zip")], Notes()))


def test_an_archive_inside_an_archive_is_refused_and_the_other_members_are_read(tmp_path):
    inner = pack_zip(tmp_path, {"a.jsonl": LINES}, "inner.zip").read_bytes()
    notes = Notes()
    path = pack_zip(tmp_path, {"inner.zip": inner, "good.jsonl": LINES})
    assert len(list(read_dump([path], notes))) == 3000
    assert any("inner.zip is a ZIP archive inside an archive" in sentence for sentence in notes.sentences())


def test_an_archive_without_files_is_refused(tmp_path):
    with pytest.raises(DumpError):
        list(read_dump([pack_zip(tmp_path, {})], Notes()))


def test_a_cut_archive_is_refused_in_one_sentence(tmp_path):
    whole = pack_zip(tmp_path, {"a.jsonl": LINES}).read_bytes()
    with pytest.raises(DumpError, match=r"cut\.zip"):
        list(read_dump([put(tmp_path, whole[: len(whole) // 2], "cut.zip")], Notes()))


def test_a_member_that_is_damaged_is_named(tmp_path):
    data = bytearray(pack_zip(tmp_path, {"a.jsonl": LINES, "b.jsonl": LINES}).read_bytes())
    data[60:200] = b"\xff" * 140
    notes = Notes()
    assert len(list(read_dump([put(tmp_path, bytes(data), "damaged.zip")], notes))) == 3000
    assert any("damaged.zip/a.jsonl" in sentence for sentence in notes.sentences())


def test_a_locked_archive_is_refused(tmp_path):
    data = bytearray(pack_zip(tmp_path, {"a.jsonl": LINES}).read_bytes())
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(DumpError, match="locked with a password"):
        list(read_dump([put(tmp_path, bytes(data), "locked.zip")], Notes()))


def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(DumpError, match="not a regular file"):
        list(read_dump([tmp_path / "pipe"], Notes()))


def test_a_file_without_rights_is_named(tmp_path, monkeypatch):
    def refuse(*arguments, **options):
        raise PermissionError(13, "Permission denied")

    path = put(tmp_path, LINES)
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(DumpError, match=r"dump\.jsonl cannot be opened \(Permission denied\)"):
        list(read_dump([path], Notes()))


def test_one_bad_file_of_a_folder_is_named_and_the_others_are_read(tmp_path):
    paths = [put(tmp_path, LINES, "a.jsonl"), put(tmp_path, b"<!DOCTYPE html><html></html>", "b.json")]
    notes = Notes()
    assert len(list(read_dump(paths, notes))) == 3000
    assert any(s.startswith("b.json: this file was left out") and "web page" in s for s in notes.sentences())


def test_the_pieces_and_the_copy_hold_the_same_bytes(tmp_path):
    document = Document(put(tmp_path, gzip.compress(LINES)), "dump")
    assert b"".join(read_bytes(document, Notes())) == LINES
    with copy_whole(document, Notes()) as copy:
        assert copy.read_bytes() == LINES
    assert not copy.exists()


def test_bytes_read_are_told_for_a_progress_bar(tmp_path):
    notes, told = Notes(), []
    notes.advance = told.append
    path = put(tmp_path, gzip.compress(LINES))
    expand(path, notes=notes)
    assert sum(told) == path.stat().st_size


def test_reading_holds_only_a_piece_of_the_file(tmp_path):
    import tracemalloc

    stream = io.BytesIO()
    with gzip.GzipFile(fileobj=stream, mode="wb") as packed:
        for i in range(40_000):
            packed.write(json.dumps({"title": f"T {i}", "abstract": f"{i * 7919} words " * 60}).encode() + b"\n")
    path = put(tmp_path, stream.getvalue())
    tracemalloc.start()
    assert sum(1 for _ in read_lines(Document(path, "big"), Notes())) == 40_000
    assert tracemalloc.get_traced_memory()[1] < 20 * CHUNK
    tracemalloc.stop()
