from helpers.run.errors import InputError


def test_the_sentence_is_shown_once_in_a_box_as_text_and_never_as_html_or_maths(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    error = InputError("There is no dump at <b>$HOME$</b>.")
    told = [error._render_traceback_() for _ in range(2)]
    assert told == [["Stopped here; see the box."]] * 2
    assert len(shown) == 1 and "no dump at &lt;b&gt;&#36;HOME&#36;&lt;/b&gt;." in shown[0].data
