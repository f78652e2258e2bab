import pytest

from helpers.run.errors import InputError
from helpers.talk.deck_file import Wishes, read_wishes

FIGURES = ("topic_map", "topics", "keyness")


def read(folder, text):
    path = folder / "pile.talk.toml"
    path.write_text(text, encoding="utf-8")
    return read_wishes(path, FIGURES)


def test_wishes_are_read(tmp_path):
    text = 'title = "A"\nsubtitle = "B"\nslides = ["topics", "key"]\nappendix = false\n[titles]\nfindings = "C"\n'
    assert read(tmp_path, text) == Wishes("A", "B", ("topics", "key"), False, {"findings": "C"})
    assert read(tmp_path, "") == Wishes()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('\ntitel = "A"', "line 2: the file has the unknown key 'titel'; did you mean 'title'?"),
        ("title = 3", "line 1: the file has title = 3; it must be a text in quotes."),
        ('title = " "', "line 1: the title of title is ' '; it must be a text in quotes."),
        ('slides = "topics"', "line 1: the file has slides = 'topics'; it must be a list of names in quotes."),
        ("slides = []", "line 1: the file has no names in slides; leave the key out to have them chosen."),
        ("slides = [\n 'topics',\n 'trend',\n]", "line 3: No slide is called 'trend'; there are topic_map, topics"),
        ("slides = [3]", "line 1: the file has 3 in slides; it must be a list of names in quotes."),
        ("appendix = 'no'", "line 1: the file has appendix = 'no'; it must be true or false."),
        (
            "[titles]\nkeynes = 'A'",
            "line 2: [titles] names the slide 'keynes', which does not exist; did you mean 'keyness'?",
        ),
        ("[titles]\nslides = ['topics']", "line 2: 'slides' stands under [titles]; move it above that line."),
        (f"[titles]\ntopics = '{'a' * 300}'", "line 2: the title of topics has 300 characters; two lines hold at most"),
        ("title = 'A\nslides = []", "line 2: it is not a readable TOML file"),
    ],
)
def test_a_mistake_is_told_with_line_and_cure(tmp_path, text, told):
    with pytest.raises(InputError) as error:
        read(tmp_path, text)
    assert told in str(error.value)


def test_all_mistakes_are_told_at_once(tmp_path):
    with pytest.raises(InputError) as error:
        read(tmp_path, "title = 3\nslides = ['nothing']\n[titles]\ntopic = 'A'")
    assert str(error.value).count("\n  line ") == 3
