"""A cell to code papers by hand: abstract, marked mentions, one choice per field, saved at once."""

from html import escape
from pathlib import Path

import pandas as pd

from helpers.coding.annotations import LEARNING, NEEDED, OPTIONAL, keep_measuring, read_annotations, write_annotations
from helpers.theme.theme_file import ROLES, VALUES

CONFIDENCE = ("high", "medium", "low")
_MARKS = ("#CDE3F2", "#F9DCC4")  # pale, so that black text on them is legible: first and second pole


class Labelling:
    """What a coder has said so far of the papers of a sample, kept in a file after every answer.

    ``sample`` (of :func:`helpers.coding.prevalence.draw_sample`) and ``to_learn`` (of
    :func:`helpers.coding.active_learning.draw_to_learn`) have the papers in the order in which they are shown; the file
    remembers by which a paper was drawn. What the coder's file at ``path`` holds is kept, papers outside the samples
    and second readings included. A paper coded to learn that the random sample holds too is asked for again in its
    turn: only what was reached in random order may measure.
    """

    def __init__(self, papers, mentions, theme_file, sample, path, *, to_learn=None):
        """Take up the file where it ends, or begin a new one."""
        self.papers = papers.set_index("paper_id")
        self.mentions = mentions
        self.theme_file = theme_file
        tables = [table for table in (sample, to_learn) if table is not None]
        drawn = pd.concat([table[["paper_id"]].assign(drawn=table.get("drawn", "random")) for table in tables])
        drawn = drawn[drawn["paper_id"].isin(self.papers.index)]
        self.orders = {kind: rows.tolist() for kind, rows in drawn.groupby("drawn", sort=False)["paper_id"]}
        self.path = Path(path)
        none = pd.DataFrame(columns=[*NEEDED, *OPTIONAL]).astype({"main": bool})
        self.coded = read_annotations(self.path, theme_file) if self.path.is_file() else none
        self.choose(next(iter(self.orders), "random"))

    def choose(self, kind):
        """Go to the first paper that is not coded of those drawn at "random" or for "learning"."""
        self.kind, self.order = kind, self.orders.get(kind, [])
        done = self.done if kind == LEARNING else self.done.intersection(keep_measuring(self.coded)["paper_id"])
        self.place = next((i for i, paper in enumerate(self.order) if paper not in done), len(self.order))

    @property
    def done(self):
        """Papers with a main reading; set of str."""
        return set(self.coded.loc[self.coded["main"].astype(bool), "paper_id"])

    def save(self, answer):
        """Keep the main reading of the paper that is shown, write the file, and go on.

        ``answer`` is a dict of ``sense``, ``role``, ``first_value``, ``second_value``; ``confidence`` and ``note`` may
        be there. A ``ValueError`` says that there is no paper to code any more, or that a field is not answered.
        """
        if self.place >= len(self.order):
            raise ValueError("All papers of the sample are coded.")
        missing = [name for name in ("sense", "role", "first_value", "second_value") if not answer.get(name)]
        if missing:
            raise ValueError(f"Choose a {missing[0].replace('_', ' ')} first.")
        paper = self.order[self.place]
        before = self.coded.loc[self.coded["paper_id"] == paper, "drawn"]
        drawn = before.iloc[0] if self.kind == LEARNING and len(before) else self.kind
        row = {"paper_id": paper, "main": True, "quote": "", "note": "", "confidence": "", "drawn": drawn, **answer}
        replaced = self.coded["main"].astype(bool) | (self.coded["sense"] == answer["sense"])
        same = (self.coded["paper_id"] == paper) & replaced
        new = pd.DataFrame([row], columns=self.coded.columns)
        self.coded = pd.concat([self.coded[~same], new], ignore_index=True).astype({"main": bool})
        self.coded.loc[self.coded["paper_id"] == paper, "drawn"] = drawn
        write_annotations(self.coded, self.path)
        self.place += 1

    def get_answer(self):
        """What was said of the paper that is shown; an empty dict if nothing was."""
        shown = self.coded["paper_id"].isin(self.order[self.place : self.place + 1])
        mine = self.coded[shown & self.coded["main"].astype(bool)]
        return mine.iloc[0].to_dict() if len(mine) else {}

    def render(self):
        """The paper that is shown as HTML, every text escaped, mentions marked by pole."""
        if self.place >= len(self.order):
            coded = f"All {len(self.order):,} papers of the sample are coded."
            return f"<p>{coded} They stand in {escape(self.path.name)}.</p>"
        paper = self.order[self.place]
        mine = self.mentions[self.mentions["paper_id"] == paper]
        title, abstract = (
            mark_mentions(self.papers.loc[paper, field], mine[mine["field"] == field], self.theme_file)
            for field in ("title", "abstract")
        )
        return f'<div style="max-width: 50em; line-height: 1.5"><h4>{title}</h4><p>{abstract}</p></div>'


def mark_mentions(text, mentions, theme_file):
    """Escape a text for HTML and mark the mentions in it."""
    parts, reached = [], 0
    for row in mentions.sort_values("start").itertuples():
        colour = _MARKS[theme_file.pole_ids.index(row.pole)]
        parts.append(escape(text[reached : row.start]))
        parts.append(f'<mark style="background: {colour}; color: black">{escape(text[row.start : row.end])}</mark>')
        reached = row.end
    return "".join([*parts, escape(text[reached:])])


def label_papers(papers, mentions, theme_file, sample, path, *, to_learn=None):
    """Show the cell to code papers in (an ``ipywidgets.VBox``), for what :class:`Labelling` takes.

    With ``to_learn`` a switch offers those papers beside the random sample.

    One paper at a time with what the theme file can say of it. The project's own reading is not shown, so that it
    cannot lead the coder. Every answer is written at once, and the next paper is scrolled to; the cell goes on where
    the file ends.
    """
    import ipywidgets as widgets

    state = Labelling(papers, mentions, theme_file, sample, path, to_learn=to_learn)
    # An element that the keyboard can reach can be given the focus, and the browser scrolls to what has it.
    text, progress, told = widgets.HTML(tabbable=True), widgets.HTML(), widgets.HTML()
    first, second = (pole.label for pole in theme_file.poles)
    fields = {
        "sense": ("Sense", [(theme_file.sense_labels[sense], sense) for sense in theme_file.sense_ids]),
        "role": ("Role", list(ROLES)),
        "first_value": (first, list(VALUES)),
        "second_value": (second, list(VALUES)),
        "confidence": ("Sure?", list(CONFIDENCE)),
    }
    choices = {
        name: widgets.ToggleButtons(options=options, description=label, value=None)
        for name, (label, options) in fields.items()
    }
    # The widget's own width would cut the names of senses off.
    choices["sense"].style.button_width = f"{max(len(label) for label in theme_file.sense_labels.values()) * 0.6:.0f}em"
    note = widgets.Text(description="Note")
    kinds = {"random": "Random sample: measures", LEARNING: "Least sure, most different: to learn"}
    kind = widgets.ToggleButtons(options=[(kinds[name], name) for name in state.orders], description="Papers")
    kind.style.button_width = "20em"
    save, back = widgets.Button(description="Save, next", button_style="primary"), widgets.Button(description="Back")

    def show():
        text.value = state.render()
        n = len(state.order)
        progress.value = f"<b>{min(state.place + 1, n)} of {n}</b>, {len(state.done)} coded"
        answer = state.get_answer()
        for name, choice in choices.items():
            choice.value = answer.get(name) or None
        note.value = answer.get("note") or ""
        save.disabled, back.disabled = state.place >= len(state.order), state.place == 0

    def go_on(_):
        try:
            state.save({name: choice.value for name, choice in choices.items() if choice.value} | {"note": note.value})
            told.value = ""
            show()
            text.focus()
        except (ValueError, OSError) as error:
            told.value = f"<b>{escape(str(error))}</b>"

    def go_back(_):
        state.place -= 1
        show()
        text.focus()

    def switch(change):
        state.choose(change["new"])
        show()

    kind.observe(switch, "value")
    save.on_click(go_on)
    back.on_click(go_back)
    show()
    offered = [kind] if len(state.orders) > 1 else []
    return widgets.VBox([*offered, progress, text, *choices.values(), note, widgets.HBox([back, save]), told])
