"""How a reader edits topics, told in the notebook with a file that fits the topics at hand."""

import json
from collections.abc import Sequence
from typing import Any

import pandas as pd

from helpers.run.inputs import place_sidecar
from helpers.run.runs import Run


def describe_edits(run: Run, topics: pd.DataFrame, remarks: Sequence[str] = ()) -> str:
    """Return what became of the edits (``Topics.remarks``), and how to edit topics, as Markdown.

    Where there is no file of edits yet, an example names the topics at hand.
    """
    place = place_sidecar(run.paths, "topics")
    told = ["\n".join(f"- {remark}" for remark in remarks)] if remarks else []
    if topics.empty:
        told.append("There are no topics to edit.")
    elif place.is_file():
        told.append(f"Topics were edited as `{place.name}` says; change that file and run this notebook again.")
    else:
        where = "in the folder of the dump" if run.paths[0].is_dir() else "beside the dump"
        told.append(
            f"To rename, merge, split or delete topics, write a file `{place.name}` {where} and run this notebook "
            f"again. Take the entries that you want, for instance:\n\n```toml\n{compose_example(topics)}```"
        )
    return "\n\n".join(told)


def compose_example(topics: pd.DataFrame) -> str:
    """Return the text of a file of edits for these topics, one or more: one entry of each kind that they allow."""
    rows = topics.sort_values("topic").to_dict("records")
    first, second, last = rows[0], rows[min(1, len(rows) - 1)], rows[-1]
    entries = [
        f"# {_name(first)}, named by one of its papers, which holds whatever happens to its number\n"
        f"[[rename]]\ntopic = {_quote(first['exemplars'][0])}\nlabel = {_quote('A better name')}\n",
        f"# by its number: {_name(second)}\n[[split]]\ntopic = {second['topic']}\ninto = 2\n",
    ]
    if len(rows) > 1:
        entries.append(
            f"# the first one keeps its number: {_name(first)} takes {_name(last)} in\n"
            f"[[merge]]\ntopics = [{first['topic']}, {last['topic']}]\n"
        )
        entries.append(
            f"# its papers go to their next best topics: {_name(second)}\n[[delete]]\ntopic = {second['topic']}\n"
        )
    return "\n".join(entries)


def _name(row: dict[str, Any]) -> str:
    return f"topic {row['topic']}, {' '.join(str(row['label']).split())!r}"


def _quote(text: str) -> str:
    """A TOML string."""
    return json.dumps(str(text), ensure_ascii=False).replace("\x7f", "")
