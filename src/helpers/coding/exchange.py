"""Papers to be coded, to Label Studio, Argilla and spreadsheets; and what was coded there, back."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pandas as pd

from helpers.coding.annotations import NEEDED, OPTIONAL, check_readings, read_rows
from helpers.coding.codebook import ANSWERS, TEXTS, list_questions, read_codebook
from helpers.run.atomic_files import replacing
from helpers.run.errors import InputError
from helpers.run.safe_csv import write_csv
from helpers.theme.theme_file import ThemeFile

ENDINGS = {"label-studio": ".label-studio.json", "argilla": ".argilla.json", "csv": ".csv"}
"""The tools, and how the name of a file for each ends."""


def write_tasks(
    papers: pd.DataFrame, theme_file: ThemeFile, path: str | os.PathLike[str], *, tool: str
) -> tuple[Path, ...]:
    """Write papers to be coded in the form that a tool imports, without what the reader says of them.

    Parameters
    ----------
    papers : DataFrame, one row per paper in the order of coding
        ``paper_id``, ``title``, ``abstract``, and ``drawn`` as the samples have it, which comes back with the codes.
    path : path
        Of the file to write. The labelling interface of Label Studio stands beside it as ``.xml``, the settings of an
        Argilla dataset as ``.settings.json``.
    tool : {"label-studio", "argilla", "csv"}

    Returns
    -------
    tuple of Path
        What was written.

    Notes
    -----
    Label Studio: tasks as in its guide "Import data", tags ``Choices``, ``Text``, ``TextArea``. Argilla 2: files for
    ``rg.Settings.from_json`` and ``dataset.records.from_json``.
    """
    if tool not in ENDINGS:
        raise InputError(f"There is no export to {tool!r}; it can be {', '.join(ENDINGS)}.")
    path = Path(path)
    rows = papers[["paper_id", "title", "abstract"]].fillna("").assign(drawn=papers.get("drawn", ""))
    if tool == "csv":
        columns = ["paper_id", "title", "abstract", *NEEDED[1:], *OPTIONAL]
        return (write_csv(rows.assign(main=1).reindex(columns=columns, fill_value=""), path),)
    records = rows.to_dict("records")
    if tool == "label-studio":
        beside, text = path.with_suffix(".xml"), _compose_interface(theme_file)
        content = [{"data": record} for record in records]
    else:
        beside = path.with_suffix(".settings.json")
        text = json.dumps(_compose_settings(theme_file), ensure_ascii=False, indent=1)
        content = [_compose_record(record) for record in records]
    for file, written in ((path, json.dumps(content, ensure_ascii=False, indent=1)), (beside, text)):
        with replacing(file) as part:
            part.write_text(written, encoding="utf-8")
    return path, beside


def read_codings(path: str | os.PathLike[str], theme_file: ThemeFile, *, by: str | None = None) -> pd.DataFrame:
    """Read what was coded elsewhere as the table of :func:`helpers.coding.annotations.read_annotations`.

    Papers without any answer are left out. ``by`` names one annotator, where a file holds several.

    Parameters
    ----------
    path : path
        A CSV file; or JSON: Label Studio's exports "JSON" and "JSON-MIN", what Argilla 2 writes by
        ``dataset.records.to_json`` or ``to_dict``, or a list of objects with the columns of a coder's file.

    Raises
    ------
    InputError
        Names the file, the record or line, and the cure: the file cannot be read, is none of these, holds two
        annotators' answers or no answer, or an answer is not allowed.
    """
    path = Path(path)
    rows, users = [], set()
    for place, row, user in _read_table(path) if path.suffix.lower() in (".csv", ".tsv") else _read_json(path):
        if any(row.get(name) for name in ANSWERS) and by in (None, user):
            rows.append((place, {"main": "1", **{name: text for name, text in row.items() if text}}))
            users.add(user)
    if len(users) > 1:
        raise InputError(f"{path} holds answers of {', '.join(sorted(users))}; choose one, a file holds one coder.")
    if not rows:
        whose = f" by {by}" if by else ""
        raise InputError(f"{path} holds no coded paper{whose}; export what is answered, with the fields of the tasks.")
    return check_readings(rows, theme_file, path)


def _read_table(path: Path) -> Iterator[tuple[str, dict[str, str], str]]:
    for place, row in read_rows(path)[0]:
        yield place, row, row.get("annotator") or ""


def _read_json(path: Path) -> Iterator[tuple[str, dict[str, str], str]]:
    try:
        records = _list_records(json.loads(path.read_text(encoding="utf-8-sig")))
    except FileNotFoundError:
        raise InputError(f"There is no file of codings at {path}.") from None
    except OSError as error:
        raise InputError(f"The codings {path} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} is not a readable JSON file in UTF-8: {error}.") from None
    for i, record in enumerate(records, start=1):
        spot = f"record {i}"
        if not isinstance(record, dict):
            raise InputError(f"{path}, {spot} is no object; export from Label Studio or Argilla as JSON.")
        read = _read_task if "data" in record else _read_record if "responses" in record else _read_flat
        try:
            for row, user in read(record):
                yield spot, {name: _unpack(value, name) for name, value in row.items()}, user
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            told = error if type(error) is ValueError else "it has not the form of an export"
            raise InputError(f"{path}, {spot} cannot be used: {told}; see docs/coding.md for the forms.") from None


def _list_records(found: Any) -> list[Any]:
    """Records of a list, or of what Argilla's ``to_dict`` gives: columns by name, or records by id."""
    if isinstance(found, list):
        return found
    if isinstance(found, dict) and found and all(isinstance(value, list) for value in found.values()):
        return [dict(zip(found, values, strict=True)) for values in zip(*found.values(), strict=True)]
    return list(found.values()) if isinstance(found, dict) and "data" not in found else [found]


def _read_task(record: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Annotations of a task of Label Studio that were not skipped."""
    for annotation in record.get("annotations") or []:
        if not annotation.get("was_cancelled"):
            given = {result["from_name"]: result["value"] for result in annotation["result"] if "from_name" in result}
            user = annotation.get("completed_by", "")
            user = user.get("email") or user.get("id") if isinstance(user, dict) else user
            yield _take(record["data"]) | {k: v.get("choices", v.get("text")) for k, v in given.items()}, str(user)


def _read_record(record: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Answers to a record of Argilla, user by user."""
    answers: dict[str, dict[str, Any]] = {}
    for question, responses in (record["responses"] or {}).items():
        for response in responses or []:
            answers.setdefault(str(response.get("user_id", "")), {})[question] = response["value"]
    for user, given in answers.items():
        yield {"paper_id": record["id"], **_take(record.get("metadata") or {})} | given, user


def _read_flat(record: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """A record of JSON-MIN, or of one's own."""
    yield {name: record[name] for name in (*NEEDED, *OPTIONAL) if name in record}, str(record.get("annotator", ""))


def _take(data: dict[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in ("paper_id", "drawn") if name in data}


def _unpack(value: Any, name: str) -> str:
    """The one text of an answer, which may stand in a list; nothing else becomes a text, but true and 1 for main."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if name == "main" and value in (0, 1):
        return str(int(value))
    if value is None or value == []:
        return ""
    if isinstance(value, list) and name not in ANSWERS and all(isinstance(text, str) for text in value):
        return " ".join(value)
    if not isinstance(value, str):
        raise ValueError(f"{name} is {value!r}, where one text should stand")
    return value


def _compose_interface(theme_file: ThemeFile) -> str:
    view = ET.Element("View")
    ET.SubElement(view, "Text", name="title", value="$title")
    ET.SubElement(view, "Text", name="abstract", value="$abstract")
    for name, (asked, labels) in list_questions(theme_file).items():
        ET.SubElement(view, "Header", value=asked)
        shown = {"toName": "abstract", "choice": "single", "required": "true", "showInline": "true"}
        group = ET.SubElement(view, "Choices", name=name, **shown)
        for label in labels:
            hint = {"hint": theme_file.sense_labels[label]} if name == "sense" else {}
            ET.SubElement(group, "Choice", value=label, **hint)
    for name in TEXTS:
        ET.SubElement(view, "Header", value=name)
        ET.SubElement(view, "TextArea", name=name, toName="abstract", maxSubmissions="1")
    ET.indent(view)
    return ET.tostring(view, encoding="unicode")


def _compose_settings(theme_file: ThemeFile) -> dict[str, Any]:
    plain = {"type": "text", "use_markdown": False}
    questions = [
        {"name": name, "title": asked, "required": True, "settings": {
            "type": "label_selection", "visible_options": None,
            "options": [{"value": v, "text": theme_file.sense_labels.get(v, v) if name == "sense" else v}
                        for v in labels]}}
        for name, (asked, labels) in list_questions(theme_file).items()
    ]  # fmt: skip
    questions += [{"name": name, "title": name, "required": False, "settings": plain} for name in TEXTS]
    fields = [{"name": name, "title": name, "required": name == "abstract", "settings": plain}
              for name in ("title", "abstract")]  # fmt: skip
    metadata = [{"name": "drawn", "title": "drawn", "visible_for_annotators": False, "settings": {"type": "terms"}}]
    return {
        "guidelines": read_codebook(theme_file), "questions": questions, "fields": fields, "vectors": [],
        "metadata": metadata, "allow_extra_metadata": False,
    }  # fmt: skip


def _compose_record(record: dict[str, str]) -> dict[str, Any]:
    return {
        "id": record["paper_id"], "fields": {"title": record["title"], "abstract": record["abstract"]},
        "metadata": {"drawn": record["drawn"]} if record["drawn"] else {}, "suggestions": {}, "responses": {},
        "vectors": {},
    }  # fmt: skip
