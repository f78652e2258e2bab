"""Encodings of one script told by their bytes, and Western and Unicode texts left as they were."""

from types import SimpleNamespace

import pytest

from helpers.dumps.detect import read_dump
from helpers.dumps.legacy_encodings import find_legacy_encoding
from helpers.dumps.records import DumpError, Notes

CHINESE = (
    "稀疏奖励的研究,我们研究稀疏奖励下的强化学习方法，并在三个虚构的基准上比较了结果。智能体在长期任务中学习得更快。\n"
)
TAIWAN = (
    "稀疏獎勵的研究,我們研究稀疏獎勵下的強化學習方法，並在三個虛構的基準上比較了結果。智能體在長期任務中學習得更快。\n"
)
JAPANESE = "まばらな報酬,私たちはまばらな報酬のもとでの強化学習を研究する。三つの課題で速く学ぶことを示した。\n"
KOREAN = "희소한 보상,우리는 희소한 보상 아래에서 강화 학습을 연구한다. 세 가지 가상의 과제에서 결과를 비교하였다.\n"
RUSSIAN = "Редкие награды,Мы изучаем обучение с редкими наградами. На трёх вымышленных задачах агент учится быстрее.\n"
POLISH = (
    "Rzadkie nagrody,Badamy uczenie się ze wzmocnieniem przy rzadkich nagrodach. Pokazujemy że gęsta nagroda jest"
    " łatwiejsza w użyciu i że koszt źródeł jest niższy niż w sześciu wcześniejszych próbach.\n"
)
CZECH = (
    "Řídké odměny,Zkoumáme zpětnovazební učení při řídkých odměnách. Na třech smyšlených úlohách ukazujeme že se agent"
    " učí rychleji a že hustá odměna se snáze používá. Příliš žluťoučký kůň šťastně pěl.\n"
)
HUNGARIAN = (
    "Ritka jutalmak,Megvizsgáljuk a megerősítéses tanulást és látjuk hogy a sűrű jutalom könnyebb: őszi fű és tűz.\n"
)
TURKISH = "Seyrek ödüller,Seyrek ödüllerle öğrenmeyi inceliyoruz. Ajanın üç görevde çok daha hızlı öğrendiği bulundu.\n"
GREEK = (
    "Αραιές ανταμοιβές,Μελετάμε την ενισχυτική μάθηση με αραιές ανταμοιβές. Σε τρία φανταστικά προβλήματα μαθαίνει.\n"
)
ENGLISH = "Plain,We study how small routers share a crowded memory between experts and we find more.\n"
WESTERN = (
    "Récompenses rares,Nous étudions l’apprentissage par renforcement où la récompense est rare — c’est démontré.\n",
    "Seltene Belohnungen,Wir prüfen spärliche Belohnungen. Übungen und Größe ändern „nichts“ daran.\n",
    "Recompensas escasas,¿Cómo aprende el niño más rápido? Método, información y año: él aprendió así.\n",
    "Recompensas,Não há informação suficiente; são três tarefas, avaliação e coração.\n",
    "Glesa belöningar,Vi undersöker förstärkningsinlärning för små åar på Öland och i Ängelholm.\n",
    "Names,García; Sørensen; Lefèvre; Nuñez; Íñigo; Þór; Müller at 30°C ± 2 µm costing £5.\n",
)


def read(folder, content):
    (folder / "dump.csv").write_bytes(content)
    notes = Notes()
    return list(read_dump([folder / "dump.csv"], notes)), notes


@pytest.mark.parametrize("around", ["", ENGLISH * 30], ids=["alone", "among English"])
@pytest.mark.parametrize(
    ("text", "encoding", "named"),
    [
        (CHINESE, "gb18030", "GB18030"), (TAIWAN, "big5", "Big5"), (JAPANESE, "shift_jis", "Shift-JIS"),
        (JAPANESE, "euc_jp", "EUC-JP"), (KOREAN, "euc_kr", "EUC-KR"), (RUSSIAN, "koi8_r", "KOI8-R"),
        (RUSSIAN, "cp1251", "Windows-1251"), (GREEK, "cp1253", "Windows-1253"), (POLISH, "iso8859_2", "ISO 8859-2"),
        (CZECH, "iso8859_2", "ISO 8859-2"), (POLISH, "cp1250", "Windows-1250"), (CZECH, "cp1250", "Windows-1250"),
        (HUNGARIAN, "iso8859_2", "ISO 8859-2"), (TURKISH, "cp1254", "Windows-1254"),
    ],
)  # fmt: skip
def test_a_script_of_its_own_is_read_right_and_its_encoding_named(tmp_path, text, encoding, named, around):
    records, notes = read(tmp_path, f"title,abstract\n{around}{text}".encode(encoding))
    title, _, abstract = text.rstrip("\n").partition(",")
    assert (records[-1].fields["title"], records[-1].fields["abstract"]) == (title, abstract)
    (said,) = notes.sentences()
    assert said.startswith(f"dump.csv: the text is not UTF-8 and was read as {named}, which its bytes fit")


@pytest.mark.parametrize("text", WESTERN)
@pytest.mark.parametrize("times", [1, 20])
def test_a_western_text_stays_windows_1252(tmp_path, text, times):
    text = f"title,abstract\n{text * times}"
    records, notes = read(tmp_path, text.encode("cp1252"))
    assert records[0].fields["title"] == text.split("\n")[1].partition(",")[0]
    assert any("were read as Windows-1252" in said for said in notes.sentences())


def test_utf_8_with_some_bytes_that_are_none_stays_utf_8(tmp_path):
    content = f"title,abstract\n{CHINESE * 3}".encode() + "Größe,Ein Satz über Größe.\n".encode("cp1252")
    records, _ = read(tmp_path, content)
    assert [records[0].fields["title"], records[-1].fields["title"]] == ["稀疏奖励的研究", "Größe"]


def test_bytes_that_are_no_text_tell_no_encoding():
    assert find_legacy_encoding(b"\xff" * 500, "a") is None
    assert find_legacy_encoding("Größe".encode("cp1252"), "a") is None


def test_a_text_that_two_encodings_fit_alike_is_refused_with_both(monkeypatch):
    fits = {"gb18030": (0.0, 0.0), "big5": (0.01, 0.0), "koi8_r": (0.2, -0.1)}
    found = [SimpleNamespace(could_be_from_charset=[k], chaos=v[0], coherence=-v[1]) for k, v in fits.items()]
    monkeypatch.setattr("charset_normalizer.from_bytes", lambda sample, **options: found)
    with pytest.raises(DumpError, match=r"a is not UTF-8, and its bytes may be GB18030 or Big5; save it as UTF-8\."):
        find_legacy_encoding(CHINESE.encode("gb18030"), "a")


def test_an_encoding_that_shows_only_in_a_later_piece_is_told_there(tmp_path):
    content = ("title,abstract\n" + ENGLISH * 15_000 + CHINESE * 3).encode("gb18030")
    assert len(content) > 1 << 20
    assert read(tmp_path, content)[0][-1].fields["title"] == "稀疏奖励的研究"
