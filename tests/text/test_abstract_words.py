"""What abstracts in other languages say whatever they are about, and how it is written."""

from helpers.text.abstract_words import FOREIGN_ABSTRACT_WORDS
from helpers.text.words import ABSTRACT_STOP_WORDS, split_words


def test_each_is_written_as_words_are_counted():
    latin = [word for word in FOREIGN_ABSTRACT_WORDS if word.isascii()]
    assert latin and all(split_words(word) == [word] for word in latin)
    assert FOREIGN_ABSTRACT_WORDS < ABSTRACT_STOP_WORDS


def test_none_is_a_word_of_papers_in_english(request):
    import pandas as pd

    (path,) = (request.config.rootpath / "data" / "reference").glob("*.csv.gz")
    known = pd.read_csv(path, keep_default_na=False)["term"]
    assert not set(known) & FOREIGN_ABSTRACT_WORDS
