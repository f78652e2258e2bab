import json

import pytest
from conftest import BUNDLED, run_helpers
from PIL import Image

from helpers.run.errors import InputError
from helpers.run.opening import open_run
from helpers.talk.figure_command import read_size, save_again


@pytest.mark.parametrize(("text", "size"), [("1080x1350", (1080, 1350)), ("1080X720", (1080, 720)), ("9×16", (9, 16))])
def test_a_size_is_read(text, size):
    assert read_size(text) == size


@pytest.mark.parametrize("text", ["", "1080", "x", "1080x", "axb", "-1x5", "1e3x5", "1x2x3"])
def test_what_is_no_size_is_refused(text):
    with pytest.raises(InputError, match="is not of the form WIDTHxHEIGHT"):
        read_size(text)


def test_one_figure_again_from_the_command_line(bundled_run, tmp_path):
    told = run_helpers(
        "figure", "values_by_role", BUNDLED, "--outputs", bundled_run.parent, "--size", "540x540", "--style", "dark",
        "--title", "Mine", "--format", "png,svg", "--to", tmp_path,
    )  # fmt: skip
    assert len(told.stdout.splitlines()) == 3 and "Executing" not in told.stdout + told.stderr
    assert Image.open(tmp_path / "values_by_role-540x540-dark.png").size == (540, 540)
    words = json.loads((tmp_path / "values_by_role-540x540-dark.json").read_text(encoding="utf-8"))
    assert (words["title"], words["title_by"]) == ("Mine", "hand")


def test_an_unknown_figure_lists_the_known_ones(bundled_run):
    told = run_helpers("figure", "nonsense", BUNDLED, "--outputs", bundled_run.parent, check=False)
    assert told.returncode == 2 and "  topic_map  " in told.stderr and "Traceback" not in told.stderr


def test_copies_stand_beside_the_figures_and_leave_them_alone(bundled_run):
    run = open_run(BUNDLED, outputs=bundled_run.parent)
    before = run.place_figure("dates").read_bytes()
    files, _ = save_again(run, "dates", size=(400, 400), title="Mine")
    assert files[0] == bundled_run / "figures" / "copies" / "dates-400x400.png"
    assert run.place_figure("dates").read_bytes() == before
