"""The title of the figure of what changed since the base, computed anew from its plotted numbers."""

import re


def check_changes(title, data, told):
    tested = data[data["verdict"].notna()]
    clear = tested[(tested["q"] <= 0.05) & (tested["low"] * tested["high"] > 0)]
    clear = clear[clear["verdict"] != "smaller than asked"]
    assert (tested["verdict"].str.startswith("clear") == tested.index.isin(clear.index)).all()
    n1, n2 = data["size_first"].iloc[0], data["size_second"].iloc[0]
    assert told["n"] == n1 + n2
    assert f"between {n1:,} new paper" in title and f"and {n2:,} of the base" in title
    assert title.startswith(f"{len(clear) or 'None'} of {len(tested):,} share")
    counts = re.search(r"([\d,]+) of [\d,]+ against ([\d,]+) of [\d,]+$", title)
    if counts:
        found = [int(n.replace(",", "")) for n in counts.groups()]
        best = clear[clear["p"] == clear["p"].min()]
        assert found in best[["n_first", "n_second"]].values.tolist(), title


CHECKS = {"dump_changes": check_changes}
