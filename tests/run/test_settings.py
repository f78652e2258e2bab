import pytest

from helpers.run.settings import (
    GROUPS,
    SETTINGS,
    SettingsError,
    check_setting,
    combine_settings,
    describe_settings,
    read_settings,
)


def test_later_layers_win_and_none_means_not_set_here():
    combined = combine_settings({"seed": 5, "selection": "query"}, {"seed": None}, {"selection": "curated"})
    assert (combined["seed"], combined["selection"]) == (5, "curated")
    assert combined["encoder"] == SETTINGS["encoder"].default


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("seed", "7", "must be of type int"),
        ("seed", True, "must be of type int"),
        ("seed", -1, "at least 0"),
        ("selection", "sample", "query, curated, complete"),
        ("sede", 1, "does not exist"),
    ],
)
def test_a_wrong_setting_is_named_with_its_place(name, value, told):
    with pytest.raises(SettingsError, match=told) as raised:
        check_setting(name, value, "my.settings.toml")
    assert str(raised.value).startswith("my.settings.toml")


def test_a_broken_settings_file_is_one_sentence(tmp_path):
    path = tmp_path / "dump.settings.toml"
    path.write_text("seed = = 3", encoding="utf-8")
    with pytest.raises(SettingsError, match="not a readable TOML file"):
        read_settings(path)


def test_a_settings_file_is_read_by_type(tmp_path):
    path = tmp_path / "dump.settings.toml"
    path.write_text('seed = 3\nselection = "query"\n', encoding="utf-8")
    assert read_settings(path) == {"seed": 3, "selection": "query"}


@pytest.mark.parametrize("name", list(SETTINGS))
def test_every_default_is_a_value_that_the_setting_may_take(name):
    assert check_setting(name, SETTINGS[name].default, "default") == SETTINGS[name].default
    assert SETTINGS[name].help


def test_every_setting_is_listed_in_one_group_with_what_it_means():
    names = [name for group in GROUPS.values() for name in group]
    assert sorted(names) == sorted(SETTINGS)
    lines = describe_settings().splitlines()
    for name, setting in SETTINGS.items():
        assert sum(line.startswith(f"  {name} ") and setting.help in line for line in lines) == 1, name
