// The layer over a picture: points at dots, draws a line around them, and shows the papers that the kernel sends back.
// Whatever comes from a dump is set as text; only `cards` is HTML, which the kernel has escaped.

const REACH = 0.012; // of the picture's width: how near a pointer must be to a dot
const SMALL = 0.03; // of the picture's width: a box that is a dot of several papers
const STILL = 5; // pixels that a click may move
const STYLE = `
.explore { max-width: 840px; line-height: 1.4; color: var(--jp-content-font-color1, #222); }
.explore-bar { display: flex; flex-wrap: wrap; gap: .5em 1em; align-items: center; margin: .3em 0; }
.explore-bar input { font: inherit; padding: .25em .5em; width: 20em; max-width: 100%; border: 1px solid #777;
  background: var(--jp-layout-color1, #fff); color: inherit; }
.explore-bar button { font: inherit; padding: .25em .7em; border: 1px solid #777; border-radius: 3px; cursor: pointer;
  background: var(--jp-layout-color2, #eee); color: inherit; }
.explore-bar button[aria-pressed=true] { background: #4B2E83; color: #fff; }
.explore-stage { position: relative; touch-action: none; user-select: none; cursor: crosshair; }
.explore-stage:focus-visible { outline: 3px solid #4B2E83; outline-offset: 2px; }
.explore-stage img { display: block; width: 100%; height: auto; }
.explore-stage canvas { position: absolute; inset: 0; width: 100%; height: 100%; }
.explore-tip { position: absolute; z-index: 5; max-width: 26em; padding: .4em .6em; border-radius: 3px;
  background: #1F2328; color: #fff; pointer-events: none; font-size: 90%; }
.explore-tip b { display: block; }
.explore-cards { max-height: 16em; overflow: auto; border-top: 1px solid #999; margin-top: .4em; padding-top: .2em; }
`;

function make(tag, name, parent, text = "") {
  const node = document.createElement(tag);
  if (name) node.className = name;
  node.textContent = text;
  parent.appendChild(node);
  return node;
}

function isInside(x, y, line) {
  let inside = false;
  for (let i = 0, j = line.length - 1; i < line.length; j = i++) {
    const [a, b] = line[i];
    const [c, d] = line[j];
    if (b > y !== d > y && x < ((c - a) * (y - b)) / (d - b) + a) inside = !inside;
  }
  return inside;
}

function render({ model, el }) {
  // Shortcuts of JupyterLab hold outside alone.
  el.setAttribute("data-lm-suppress-shortcuts", "true");
  const root = make("div", "explore mathjax_ignore tex2jax_ignore", el);
  make("style", "", root, STYLE);
  const bar = make("div", "explore-bar", root);
  const search = make("input", "explore-search", bar);
  Object.assign(search, { type: "search", placeholder: "words of a title or abstract" });
  search.setAttribute("aria-label", "Search titles and abstracts");
  const frame = make("button", "explore-frame", bar, "Rectangle");
  frame.title = "Dragging draws a rectangle in place of a line";
  frame.setAttribute("aria-pressed", "false");
  const clear = make("button", "explore-clear", bar, "Clear");
  const status = make("span", "explore-status", bar);
  status.setAttribute("role", "status");
  const stage = make("div", "explore-stage", root);
  stage.tabIndex = 0;
  stage.setAttribute("role", "application");
  stage.setAttribute("aria-label", `${model.get("alt")} Arrow keys go from dot to dot, Enter shows the paper, Escape clears.`);
  const image = make("img", "", stage);
  const picture = URL.createObjectURL(new Blob([model.get("image")], { type: "image/png" }));
  Object.assign(image, { src: picture, alt: model.get("alt"), draggable: false });
  const canvas = make("canvas", "", stage);
  const tip = make("div", "explore-tip", stage);
  tip.hidden = true;
  const cards = make("div", "explore-cards", root);
  cards.hidden = true;

  // Dots first, then boxes from the smallest, so that the first one hit is the one meant.
  const marks = model.get("marks");
  const told = model.get("told");
  const boxes = marks.boxes.map(([left, top, right, bottom, label, papers]) => ({ left, top, right, bottom, label, papers,
    x: (left + right) / 2, y: (top + bottom) / 2, small: right - left < SMALL, area: (right - left) * (bottom - top) }));
  boxes.sort((a, b) => a.area - b.area);
  const points = marks.x.map((x, i) => ({ x, y: marks.y[i], papers: [marks.papers[i]], small: true, label: "" }));
  const small = boxes.filter((box) => box.small);
  const stops = points.length + small.length ? [...points, ...small] : boxes;
  // Rings of neighbours shall not cover each other's dots.
  const few = points.slice(0, 400);
  const near = few.map((a) => Math.min(...few.map((b) => (a === b ? 1 : Math.hypot(a.x - b.x, (a.y - b.y) * 0.5625)))));
  const typical = near.sort((a, b) => a - b)[near.length >> 1] || 1;
  const ring = Math.min(0.009, Math.max(0.004, 0.55 * typical));
  let line = [];
  let pressed = null;
  let pointed = null;

  const ratio = () => image.clientHeight / image.clientWidth || 0.5625;
  const place = (event) => {
    const around = image.getBoundingClientRect();
    return [(event.clientX - around.left) / around.width, (event.clientY - around.top) / around.height];
  };

  function hit(x, y) {
    let best = null;
    let least = REACH * REACH;
    for (const point of points) {
      const far = (point.x - x) ** 2 + ((point.y - y) * ratio()) ** 2;
      if (far < least) [best, least] = [point, far];
    }
    return best || boxes.find((box) => box.left <= x && x <= box.right && box.top <= y && y <= box.bottom) || null;
  }

  function outline(pen, mark, colour, wide) {
    const [w, h] = [canvas.width, canvas.height];
    for (const [ink, width] of [["#ffffff", wide + 1.5], [colour, wide]]) {
      pen.strokeStyle = ink;
      pen.lineWidth = width * (window.devicePixelRatio || 1);
      pen.beginPath();
      if (mark.left === undefined) pen.arc(mark.x * w, mark.y * h, ring * w, 0, 7);
      else pen.rect(mark.left * w, mark.top * h, (mark.right - mark.left) * w, (mark.bottom - mark.top) * h);
      pen.stroke();
    }
  }

  function draw() {
    const scale = window.devicePixelRatio || 1;
    canvas.width = stage.clientWidth * scale;
    canvas.height = image.clientHeight * scale;
    const pen = canvas.getContext("2d");
    const chosen = new Set(model.get("selection"));
    const found = new Set(model.get("found"));
    for (const mark of stops) {
      if (mark.papers.some((paper) => found.has(paper))) outline(pen, mark, "#E8A200", 2.5);
      if (mark.small && mark.papers.some((paper) => chosen.has(paper))) outline(pen, mark, "#D6006C", 2);
    }
    if (pointed) outline(pen, pointed, "#4B2E83", 2);
    if (line.length > 1) {
      pen.strokeStyle = "#D6006C";
      pen.fillStyle = "#D6006C22";
      pen.lineWidth = 2 * scale;
      pen.beginPath();
      for (const [x, y] of line) pen.lineTo(x * canvas.width, y * canvas.height);
      pen.closePath();
      pen.fill();
      pen.stroke();
    }
  }

  function point(mark) {
    pointed = mark;
    tip.hidden = !mark;
    if (mark) {
      tip.replaceChildren();
      const [title, facts] = mark.papers.length === 1 ? told[mark.papers[0]] : [mark.label, `${mark.papers.length} papers`];
      make("b", "", tip, title);
      make("span", "", tip, facts);
      const right = mark.x > 0.6;
      tip.style.left = right ? "auto" : `${100 * mark.x + 1.5}%`;
      tip.style.right = right ? `${100 * (1 - mark.x) + 1.5}%` : "auto";
      const low = mark.y > 0.7;
      tip.style.top = low ? "auto" : `${100 * mark.y + 2}%`;
      tip.style.bottom = low ? `${100 * (1 - mark.y) + 2}%` : "auto";
    }
    draw();
  }

  function choose(papers, more) {
    const kept = more ? model.get("selection") : [];
    model.set("selection", [...new Set([...kept, ...papers])].sort((a, b) => a - b));
    model.save_changes();
  }

  function tell() {
    const n = told.length.toLocaleString("en");
    const [chosen, found] = [model.get("selection").length, model.get("found").length];
    const parts = model.get("words").trim() ? [`${found.toLocaleString("en")} of ${n} papers found`] : [];
    if (chosen || !parts.length) parts.push(`${chosen.toLocaleString("en")} of ${n} papers selected`);
    status.textContent = parts.join(" · ");
    draw();
  }

  function show() {
    cards.innerHTML = model.get("cards"); // escaped by the kernel
    cards.hidden = !model.get("cards");
    cards.scrollTop = 0;
    if (!cards.hidden) root.scrollIntoView({ block: "nearest" });
  }

  function end(event) {
    if (!pressed) return;
    const [start, path] = [pressed, line];
    [pressed, line] = [null, []];
    const moved = Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) > STILL || path.length > 12;
    if (moved && path.length > 2) {
      choose(stops.filter((mark) => isInside(mark.x, mark.y, path)).flatMap((mark) => mark.papers), event.shiftKey);
    } else {
      const mark = hit(...place(event));
      if (mark) choose(mark.papers, event.shiftKey);
    }
    draw();
  }

  stage.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    stage.focus({ preventScroll: true });
    stage.setPointerCapture(event.pointerId);
    pressed = event;
    line = [place(event)];
  });
  stage.addEventListener("pointermove", (event) => {
    if (!pressed) return point(hit(...place(event)));
    const [x, y] = place(event);
    const [a, b] = line[0];
    if (frame.getAttribute("aria-pressed") === "true") line = [[a, b], [x, b], [x, y], [a, y]];
    else line.push([x, y]);
    tip.hidden = true;
    draw();
  });
  stage.addEventListener("pointerup", end);
  stage.addEventListener("pointercancel", () => { [pressed, line] = [null, []]; draw(); });
  stage.addEventListener("pointerleave", () => { if (!pressed) point(null); });

  function step(across, down) {
    if (!pointed) return point(stops.find((mark) => mark.papers.includes(model.get("found")[0])) || stops[0]);
    let best = null;
    let least = Infinity;
    for (const mark of stops) {
      const [dx, dy] = [mark.x - pointed.x, (mark.y - pointed.y) * ratio()];
      const along = dx * across + dy * down;
      if (along <= 1e-6) continue;
      const cost = along + 3 * Math.abs(dx * down - dy * across);
      if (cost < least) [best, least] = [mark, cost];
    }
    if (best) point(best);
  }

  stage.addEventListener("keydown", (event) => {
    const way = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
    if (way && stops.length) step(...way);
    else if ((event.key === "Enter" || event.key === " ") && pointed) choose(pointed.papers, event.shiftKey);
    else if (event.key === "Escape") { choose([], false); point(null); }
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  let waiting = 0;
  const ask = () => { model.set("words", search.value); model.save_changes(); };
  search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 250); });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") choose(model.get("found"), false);
    event.stopPropagation();
  });
  frame.addEventListener("click", () => frame.setAttribute("aria-pressed", String(frame.getAttribute("aria-pressed") !== "true")));
  clear.addEventListener("click", () => { search.value = ""; ask(); choose([], false); });

  model.on("change:selection", tell);
  model.on("change:found", tell);
  model.on("change:cards", show);
  // The picture that stands above for pages without a kernel is not needed beside this one. A page may render first and
  // attach later, so it is looked for when the stage gets its size.
  let still = null;
  function hideStill() {
    const above = el.closest(".jp-OutputArea-child")?.previousElementSibling;
    if (still || !above?.querySelector(".jp-RenderedImage")) return;
    still = above;
    still.style.display = "none";
  }
  const sized = new ResizeObserver(() => { hideStill(); draw(); });
  sized.observe(stage);
  image.addEventListener("load", () => { hideStill(); draw(); });
  search.value = model.get("words");
  tell();
  show();
  return () => {
    sized.disconnect();
    URL.revokeObjectURL(picture);
    if (still) still.style.display = "";
  };
}

export default { render };
