"""The stance of a paper, from the values it gives the two poles."""


def choose_stance(first_value, second_value, theme_file):
    """The stance that follows from the two values.

    ``both`` if both poles are sought; a pole if it alone is sought, or if none is sought and only the other
    is overcome; ``endured`` if none is sought and one is endured; else ``incidental``.
    """
    first, second = theme_file.pole_ids
    sought = (first_value == "sought", second_value == "sought")
    if all(sought):
        return "both"
    if any(sought):
        return first if sought[0] else second
    overcome = (first_value == "overcome", second_value == "overcome")
    if overcome[0] != overcome[1]:
        return second if overcome[0] else first
    return "endured" if "endured" in (first_value, second_value) else "incidental"


def choose_stances(table, theme_file):
    """:func:`choose_stance` for each row of a table with ``first_value`` and ``second_value``; a list of str."""
    return [choose_stance(a, b, theme_file) for a, b in zip(table["first_value"], table["second_value"], strict=True)]


def choose_main_readings(annotations, theme_file):
    """The readings that a coder calls main, one a paper, with the ``stance`` that follows from their values."""
    main = annotations[annotations["main"].astype(bool)].copy()
    main["stance"] = choose_stances(main, theme_file)
    return main
