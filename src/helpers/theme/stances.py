"""The stance of a paper, from the values it gives the two poles."""


def choose_stance(first_value, second_value, theme):
    """The stance that follows from the two values.

    ``both`` if both poles are sought; a pole if it alone is sought, or if none is sought and only the other
    is overcome; ``endured`` if none is sought and one is endured; else ``incidental``.
    """
    first, second = theme.pole_ids
    sought = (first_value == "sought", second_value == "sought")
    if all(sought):
        return "both"
    if any(sought):
        return first if sought[0] else second
    overcome = (first_value == "overcome", second_value == "overcome")
    if overcome[0] != overcome[1]:
        return second if overcome[0] else first
    return "endured" if "endured" in (first_value, second_value) else "incidental"
