"""Which of several dates of one paper tell its first publication."""

from __future__ import annotations

from helpers.text.dates import read_date

Dated = tuple[str, str]  # the field's name, and its value as the file has it


def keep_first_dates(dates: list[Dated]) -> tuple[list[Dated], list[Dated]]:
    """Part dates into those of the first publication and later ones.

    Parameters
    ----------
    dates : list of (name, value)
        In any order; several for one day, at several precisions, are common.

    Returns
    -------
    first : list of (name, value)
        The earliest, and those that may mean the same day ("2018" and "2018-02-06"). If none can be read, all.
    later : list of (name, value)
        The others that can be read, in order of time.
    """
    found = [(interval, dated) for dated in dates if (interval := read_date(dated[1])) is not None]
    if not found:
        return list(dates), []
    earliest = min(found, key=lambda pair: (pair[0].low, pair[0].high))[0]
    first = [pair for pair in found if pair[0].low <= earliest.high]
    later = [pair for pair in found if pair[0].low > earliest.high]
    return (
        list(dict.fromkeys(dated for _, dated in sorted(first, key=lambda pair: pair[0].high))),
        list(dict.fromkeys(dated for _, dated in sorted(later, key=lambda pair: pair[0].low))),
    )
