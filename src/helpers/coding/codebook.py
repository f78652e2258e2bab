"""What a coder is told: the theme's codebook, and the questions with their labels."""

from helpers.coding.annotations import list_allowed
from helpers.theme.theme_file import OTHER, ThemeFile

ANSWERS = ("sense", "role", "first_value", "second_value")
TEXTS = ("confidence", "quote", "note")
"""What a coder answers, and may add."""
_MEANINGS = """Roles: given (comes in), teaching (supervises), mechanism (the method is it or computes with it),
representation (how things are encoded or stored), output (is delivered). Values: sought (built, learned, chosen,
delivered), endured (a condition that still holds afterwards), overcome (turned into its opposite, made unnecessary,
replaced), neutral (only named or compared), absent (the word does not stand in title or abstract)."""


def read_codebook(theme_file: ThemeFile) -> str:
    """``CODEBOOK.md`` in the folder beside the theme file that bears its name, else a text made of the theme file."""
    path = theme_file.path.with_suffix("") / "CODEBOOK.md" if theme_file.path else None
    if path and path.is_file():
        return path.read_text(encoding="utf-8")
    senses = [
        f"- {sense.id}: {sense.label}; {sense.description}"
        + (f" (for example: {'; '.join(sense.examples)})" if sense.examples else "")
        for sense in theme_file.senses
    ]
    first, second = theme_file.labels
    asked = f"What are the words “{first}” and “{second}” mostly said of, in which role, and what is done to it?"
    return "\n".join([f"# {theme_file.title}", asked, "", *senses, f"- {OTHER}: none of these", "", _MEANINGS, ""])


def list_questions(theme_file: ThemeFile) -> dict[str, tuple[str, tuple[str, ...]]]:
    """By column of a coder's file the question in words and its labels."""
    allowed = list_allowed(theme_file)
    first, second = theme_file.labels
    words = (
        "What are the words mostly said of?", "In which role is it?",
        f"What is done to what is {first}?", f"What is done to what is {second}?",
    )  # fmt: skip
    return {name: (asked, allowed[name]) for name, asked in zip(ANSWERS, words, strict=True)}
