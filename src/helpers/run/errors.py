"""The error that a person is meant to read: one sentence that names the place and the way out."""

import html


class InputError(ValueError):
    """Something that came from outside (a dump, a setting, a theme file) cannot be used.

    In a notebook the sentence alone is shown, in a box that the page is moved to: nothing in the code is wrong.
    """

    def _render_traceback_(self) -> list[str]:
        from IPython.display import HTML, display

        if getattr(self, "is_shown", False):  # Jupyter asks twice: for the page, and for who waits for the cell
            return ["Stopped here; see the box."]
        self.is_shown = True
        box = "border:2px solid #B7791F;border-radius:4px;padding:0.8em 1em;max-width:60em;font-size:110%;"
        box += "white-space:pre-line"  # several mistakes stand on a line each
        # Run All selects the last cell; the reader is brought back to where it stopped.
        move = "const b=this.parentElement;setTimeout(()=>b.scrollIntoView({block:'center'}),600)"
        move = f'<img src="" alt="" style="display:none" onerror="{move}">'
        text = html.escape(str(self)).replace("$", "&#36;")  # two dollars would make maths of what is between them
        display(HTML(f"<div class='helpers-error' style='{box}'>{text}{move}</div>"))
        return ["Stopped here; see the box."]
