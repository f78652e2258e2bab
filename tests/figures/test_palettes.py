"""The hues of topics and senses: told apart by everyone, legible on light and dark, and none like a pole's."""

import colorsys

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from helpers.figures.dark_colours import PAPER, _map_colour, compute_contrast
from helpers.figures.style import ACCENT, POLE_COLOURS, SERIES_COLOURS, TOPIC_COLOURS, darken, topic_colours
from helpers.figures.text_layout import GREY

# Machado, Oliveira and Fernandes (2009, doi:10.1109/TVCG.2009.113), severity 1.
VISIONS = {
    "common": np.eye(3),
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
}
XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]])
WHITE = np.array([0.95047, 1.0, 1.08883])


def compute_lab(colours, vision="common"):
    """CIELAB of colours as an eye of that vision sees them."""
    rgb = np.array([to_rgb(colour) for colour in colours])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ np.transpose(VISIONS[vision]), 0, 1) @ XYZ.T / WHITE
    root = np.where(seen > (6 / 29) ** 3, np.cbrt(seen), seen / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = root.T
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def compute_differences(lab, other=None):
    """CIEDE2000 of every pair (Sharma, Wu and Dalal 2005, doi:10.1002/col.20070)."""
    lightness, a, b = (np.asarray(part)[:, None] for part in lab)
    lightness_2, a_2, b_2 = (np.asarray(part)[None, :] for part in (lab if other is None else other))
    mean = (np.hypot(a, b) + np.hypot(a_2, b_2)) / 2
    stretch = 1.5 - 0.5 * np.sqrt(mean**7 / (mean**7 + 25.0**7))
    chroma, chroma_2 = np.hypot(stretch * a, b), np.hypot(stretch * a_2, b_2)
    hue, hue_2 = np.degrees(np.arctan2(b, stretch * a)) % 360, np.degrees(np.arctan2(b_2, stretch * a_2)) % 360
    turn = (hue_2 - hue + 180) % 360 - 180
    middle, centre = (hue + turn / 2) % 360, (chroma + chroma_2) / 2
    weight = sum(
        size * np.cos(np.radians(times * middle + shift))
        for size, times, shift in ((1, 0, 0), (-0.17, 1, -30), (0.24, 2, 0), (0.32, 3, 6), (-0.2, 4, -63))
    )
    away = ((lightness + lightness_2) / 2 - 50) ** 2
    light = (lightness_2 - lightness) / (1 + 0.015 * away / np.sqrt(20 + away))
    rich = (chroma_2 - chroma) / (1 + 0.045 * centre)
    tint = 2 * np.sqrt(chroma * chroma_2) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * centre * weight)
    blue = 60 * np.exp(-(((middle - 275) / 25) ** 2))
    rotation = -2 * np.sqrt(centre**7 / (centre**7 + 25.0**7)) * np.sin(np.radians(blue))
    return np.sqrt(light**2 + rich**2 + tint**2 + rotation * rich * tint)


def test_the_measure_is_that_of_its_authors():
    first, second = (50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485)  # the first pair of their test data
    lab, other = ([np.array([part]) for part in colour] for colour in (first, second))
    assert compute_differences(lab, other)[0, 0] == pytest.approx(2.0425, abs=1e-4)


@pytest.mark.parametrize("palette", [TOPIC_COLOURS, SERIES_COLOURS])
@pytest.mark.parametrize(("vision", "least"), [("common", 17), ("deuteranopia", 11), ("protanopia", 11)])
def test_ten_hues_are_told_apart_by_everyone(palette, vision, least):
    apart = compute_differences(compute_lab(palette, vision))[np.triu_indices(10, 1)]
    assert len(set(palette)) == 10 and apart.min() >= least


@pytest.mark.parametrize("palette", [TOPIC_COLOURS, SERIES_COLOURS])
def test_hues_are_told_apart_on_dark_and_none_turns_grey(palette):
    for colour in palette:
        assert np.ptp(_map_colour((*to_rgb(darken(colour)), 1.0))[:3]) > 0.15, "nor does a name in it"
    shown = [_map_colour((*to_rgb(colour), 1.0))[:3] for colour in (*palette, GREY)]
    assert compute_differences(compute_lab(shown))[np.triu_indices(11, 1)].min() >= 11
    assert min(compute_contrast(colour, to_rgb(PAPER)) for colour in shown) >= 3


@pytest.mark.parametrize("colour", [*TOPIC_COLOURS, *SERIES_COLOURS, *topic_colours(range(10, 30)).values()])
def test_dots_and_names_in_each_hue_are_legible_on_white(colour):
    assert compute_contrast(to_rgb(colour), (1, 1, 1)) >= 3
    assert compute_contrast(to_rgb(darken(colour)), (1, 1, 1)) >= 4.5


@pytest.mark.parametrize("colour", [*TOPIC_COLOURS, *SERIES_COLOURS])
def test_no_hue_reads_as_the_blue_or_the_orange_of_a_pole_or_as_the_accent(colour):
    assert compute_differences(compute_lab([colour]), compute_lab(POLE_COLOURS)).min() >= 18
    assert compute_differences(compute_lab([colour]), compute_lab([ACCENT])).min() >= 14
    for shown in (to_rgb(colour), _map_colour((*to_rgb(colour), 1.0))[:3]):
        hue, light, saturation = colorsys.rgb_to_hls(*shown)
        vivid = saturation > 0.4 and light > 0.25
        assert not (vivid and (190 < 360 * hue < 250 or 12 < 360 * hue < 42))


def test_topics_and_senses_have_no_hue_in_common():
    assert not set(TOPIC_COLOURS) & set(SERIES_COLOURS)
