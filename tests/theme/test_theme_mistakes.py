"""Every mistake of a theme file is told with its line, all of them at once."""

import re

import pytest

from helpers.theme.theme_file import ThemeError, load_theme

GOOD = '''name = "hot-vs-cold"
[[poles]]
id = "hot"
patterns = [
    "hot",
    "heat",
]
[[poles]]
id = "cold"
patterns = ["cold"]
[[senses]]
id = "food"
label = "food"
description = """
[[senses]]
id = 3
"""
[[senses]]
id = "days"
label = "days"  # label = 3
description = "days"
[[cues]]
relation = "coordinated"
patterns = ["hot[- ]cold"]
'''


def read_mistakes(tmp_path, text):
    path = tmp_path / "theme.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ThemeError) as error:
        load_theme(path)
    return str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('name = "hot-vs-cold"', 'name = "Hot"', 1),
        ('name = "hot-vs-cold"', 'title = "Hot"', 1),
        ('    "heat"', '    "(heat"', 6),
        ('    "heat"', '    "h*"', 6),
        ('    "heat"', "    3", 4),
        ('patterns = ["cold"]', 'patterns = "cold"', 10),
        ('patterns = ["cold"]', "patterns = []", 10),
        ('patterns = ["cold"]', 'pattern = ["cold"]', 10),
        ('id = "days"', 'id = "food"', 19),
        ('id = "days"\n', "", 18),
        ('label = "days"', 'lable = "days"', 20),
        ('"coordinated"', '"sideways"', 23),
        ('patterns = ["hot[- ]cold"]', 'patterns = ["hot[- ]cold"', 24),
        ('label = "food"', 'label = "food', 13),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path, old, new, line):
    assert old in GOOD
    told = read_mistakes(tmp_path, GOOD.replace(old, new, 1))
    assert re.match(rf".*theme\.toml, line {line}: ", told) and "\n" not in told, told


def test_the_cure_is_told(tmp_path):
    assert "did you mean 'label'?" in read_mistakes(tmp_path, GOOD.replace("label", "lable", 1))
    assert "quote, comma or bracket" in read_mistakes(tmp_path, GOOD.replace('"hot",', '"hot"', 1))


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(tmp_path):
    text = GOOD.replace("coordinated", "sideways").replace("hot-vs-cold", "Hot").replace('"heat"', '"(heat"')
    told = read_mistakes(tmp_path, text).split("\n")
    assert told[0].endswith("theme.toml has 3 mistakes:")
    assert [line.split(":")[0].strip() for line in told[1:]] == ["line 1", "line 6", "line 23"]


def test_what_follows_from_a_mistake_is_not_told(tmp_path):
    text = GOOD.replace('description = "days"', 'description = "days"\nvalues = { hot = "sought", cold = "endured" }')
    assert "\n" not in read_mistakes(tmp_path, text.replace('id = "hot"', 'id = "Hot"'))


def test_a_file_that_is_not_text_is_told_with_its_line(tmp_path):
    assert ", line 2: " in read_mistakes(tmp_path, b'name = "a"\ntitle = "\xff"\n')


def test_a_file_from_windows_has_the_same_lines(tmp_path):
    text = GOOD.replace("sideways", "").replace('"coordinated"', '"sideways"').replace("\n", "\r\n")
    assert ", line 23: " in read_mistakes(tmp_path, text)
