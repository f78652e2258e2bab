"""The numbers of the titles of notebook 02, computed anew from what is plotted."""

import re


def check_topics(title, data, told):
    """So many of the topics reach a Jaccard index of .6; so many papers are in the others."""
    n, k = int(data["n_papers"].sum()), len(data)
    assert n == told["n"]
    back = data["stability"] >= 0.6
    if data["stability"].isna().all():
        assert "come back" not in title and "comes back" not in title
        assert f"{n:,} papers" in title
    elif back.all():
        assert title == ("Both topics" if k == 2 else f"All {k} topics") + " come back on resampling"
    elif not back.any():
        assert re.fullmatch(rf"N(one|either) of the {k} topics comes back on resampling", title)
    else:
        held = int(data.loc[~back, "n_papers"].sum())
        assert re.fullmatch(
            rf"{back.sum()} of {k} topics comes? back on resampling; the other ({k - back.sum()} hold|one holds)"
            rf" {held:,} of {n:,} papers",
            title,
        )


def check_topic_rival(title, data, told):
    """Mean agreement with the truth of each way; "better" and "less well" only where every corpus says so."""
    planted = data[data["corpus"].str.startswith("planted")]
    table = planted.pivot(index="corpus", columns="way", values="agreement")
    ours, matched, default = (table[way] for way in ("this recipe", "BERTopic, size matched", "BERTopic, defaults"))
    numbers = [float(number) for number in re.findall(r"-?\d\.\d\d", title)]
    assert numbers == [round(float(f"{values.mean():.2f}"), 2) for values in (ours, matched, default)]
    for rival in (matched, default):
        if "better than" in title:
            assert ours.mean() > rival.mean()
    best = matched if matched.mean() >= default.mean() else default
    if "better than" in title:
        assert (ours > best).all()
    elif "less well than" in title:
        assert (ours < best).all()
    else:
        assert "neither clearly better nor worse than" in title
        apart = ours - best
        assert abs(apart.mean()) <= 0.05 or (apart.max() >= 0 >= apart.min())


CHECKS = {"topics": check_topics, "topic_rival": check_topic_rival}
