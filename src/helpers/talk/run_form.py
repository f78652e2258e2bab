"""A form that makes a dump with a theme the current run of all notebooks, and executes them if asked to."""

import os
import threading
from pathlib import Path
from typing import Any

from helpers.figures.first_screen import write_answers
from helpers.papers.assembly import check_dump
from helpers.run.errors import InputError
from helpers.run.inputs import find_dump, find_root, list_dumps, list_files, list_themes
from helpers.run.lab_copies import choose_run
from helpers.run.notebook_execution import choose_manager, is_in_series, stop_kernel
from helpers.run.opening import open_run
from helpers.run.runs import Run
from helpers.text.html_text import PLAIN, escape_html

WIDE = "min(46em, 100%)"


class RunForm:
    """What :func:`open_run_form` shows: a list of dumps, a list of themes, two buttons, progress and links."""

    def __init__(self, run: Run, folder: str | os.PathLike[str] | None = None) -> None:
        """List the dumps in ``data/``, beside the run's own and in a folder of the user's."""
        import ipywidgets

        self.run = run
        self.worker: threading.Thread | None = None
        folders = [run.paths[0].parent, find_root() / "data", *([Path(folder).expanduser()] if folder else [])]
        dumps = dict.fromkeys([*run.paths[:1], *(dump for place in folders for dump in list_dumps(place.resolve()))])
        layout = {"description_width": "5em"}
        wide = ipywidgets.Layout(width=WIDE)
        named = [(_name_dump(dump), str(dump)) for dump in dumps]
        self.dump = ipywidgets.Dropdown(options=named, value=str(run.paths[0]), description="Dump", style=layout)
        self.path = ipywidgets.Text(placeholder="or the path of another file or folder", description="", style=layout)
        themes = {name: name for name in list_themes()} | {run.theme.stem: str(run.theme)}
        self.theme = ipywidgets.Dropdown(
            options=[(name, value) for name, value in themes.items()], value=str(run.theme), description="Theme",
            style=layout,
        )  # fmt: skip
        for box in (self.dump, self.path, self.theme):
            box.layout = wide
        self.use = ipywidgets.Button(description="Make it current", button_style="primary")
        self.make = ipywidgets.Button(description="… and run all notebooks", layout=ipywidgets.Layout(width="16em"))
        self.bar = ipywidgets.FloatProgress(min=0.0, max=1.0, layout=ipywidgets.Layout(width=WIDE, display="none"))
        self.status = ipywidgets.Label()
        self.box = ipywidgets.VBox(
            [self.dump, self.path, self.theme, ipywidgets.HBox([self.use, self.make]), self.bar, self.status]
        )
        self.links: Any = None
        self.use.on_click(lambda _: self.choose())
        self.make.on_click(lambda _: self.start())

    def choose(self) -> bool:
        """Make what is chosen the current run; False, and the reason on the page, where it cannot be one."""
        self.status.value = "Reading the dump …"
        try:
            run = open_run(self.path.value.strip() or self.dump.value, theme=self.theme.value, outputs=self.run.outputs)
            check_dump(list_files(find_dump(run.paths)), run.settings)
        except InputError as error:
            self.status.value = str(error)
            return False
        self.run, copies = run, choose_run(run, write_answers(run))
        where = (
            "notebooks opened from now on" if copies else "this notebook; start with `make lab`, so that others follow"
        )
        self.status.value = f"{run.name}, theme {run.theme.stem}, is the current run of {where}."
        self._show_links(copies or find_root() / "notebooks")
        return True

    def start(self) -> None:
        """Make the chosen run current and execute its notebooks beside this one, with progress."""
        if (self.worker is None or not self.worker.is_alive()) and self.choose():
            self.worker = threading.Thread(target=self._execute, args=(self.run,), daemon=True)
            self.worker.start()

    def _execute(self, run: Run) -> None:
        manager, names = None, list(run.contracts)
        self.use.disabled = self.make.disabled = True
        self.bar.layout.display = ""

        def choose(description: str) -> Any:
            nonlocal manager
            manager = choose_manager(manager, description)
            return manager

        try:
            for place, name in enumerate(names):

                def move(done: int, total: int, place: int = place, name: str = name) -> None:
                    self.bar.value = (place + done / max(total, 1)) / len(names)
                    self.status.value = f"{name}: cell {min(done + 1, total)} of {total}"

                move(0, 1)
                run.execute(name, on_cell=move, kernels=choose)
            self.status.value = f"All notebooks are executed for {run.name}. Run this notebook again for its answers."
        except InputError as error:
            self.status.value = str(error)
        finally:
            if manager is not None:
                stop_kernel(manager)
            self.bar.value = 1.0
            self.bar.layout.display = "none"
            self.use.disabled = self.make.disabled = False

    def _show_links(self, copies: Path) -> None:
        from IPython.display import HTML

        if self.links is not None:
            self.links.update(HTML(write_links(self.run, copies)))

    def _ipython_display_(self) -> None:
        from IPython.display import HTML, display

        display(self.box)
        self.links = display(HTML(""), display_id=True)


def open_run_form(run: Run, folder: str | os.PathLike[str] | None = None) -> Any:
    """Return a form to choose dump and theme, which makes them the current run of the notebooks opened afterwards.

    ``folder`` is one of your own whose dumps are listed too. Where nobody sits before the notebook, a line stands in
    place of the form.
    """
    if is_in_series():
        from IPython.display import HTML

        told = (
            f"This is the run {run.name}, theme {run.theme.stem}. In JupyterLab a form to choose another stands here."
        )
        return HTML(f"<p class='{PLAIN}'>{escape_html(told)}</p>")
    return RunForm(run, folder)


def write_links(run: Run, copies: Path) -> str:
    """HTML links to the notebooks of a run, from the folder of the notebook that shows them."""
    from urllib.parse import quote

    place = Path(os.path.relpath(copies)).as_posix()
    links = [
        f'<a href="{quote(f"{place}/{name}.ipynb")}">{escape_html(run.contracts[name].title)}</a>'
        for name in sorted(run.contracts)
    ]
    return f"<p class='{PLAIN}'>Open: {' · '.join(links)}</p>"


def _name_dump(path: Path) -> str:
    root = find_root()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
