
"use strict";
// Whatever comes from the dump is text: it reaches the page by textContent, append and setAttribute alone.
(async () => {
  const MOST = 50, PAGE = 25, REACH = 0.012;
  const find = (selector, root = document) => root.querySelector(selector);
  const findAll = (selector, root = document) => [...root.querySelectorAll(selector)];
  const count = (n, word) => `${n.toLocaleString("en")} ${word}${n === 1 ? "" : "s"}`;

  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === "function") element.addEventListener(name, value);
      else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children);
    return element;
  }

  async function read() {
    const letters = atob(find("#data").textContent);
    const bytes = new Uint8Array(letters.length);
    for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).json();
  }

  const data = await read();
  const all = data.ids.map((_, place) => place);
  const mentionsOf = data.ids.map(() => []);
  data.mentions.paper.forEach((paper, i) => mentionsOf[paper].push(i));
  let texts = null;
  const textOf = (place) => {
    texts ??= data.ids.map((_, i) => `${data.titles[i]}\n${data.abstracts[i]}\n${topicOf(i)}`.toLowerCase());
    return texts[place];
  };
  const topicOf = (place) => data.topics[data.topic[place]]?.label ?? "no topic";
  const readingOf = (place) => data.readings[data.reading[place]];
  const dateOf = (place) => data.dates[place] || "no date";
  const split = (words) => words.toLowerCase().split(/\s+/).filter(Boolean);
  const holds = (text, words) => words.every((word) => text.includes(word));

  // Words of the theme and of a search in a text, as nodes.
  const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  function seek(words) {
    const parts = words.filter(Boolean).map((word) => word.split(/[\s-]+/).map(escape).join("[\\s-]+") + "(?:es|s)?");
    return parts.length ? new RegExp(parts.join("|"), "giu") : null;
  }
  function mark(text, spans, pattern, from = 0, to = text.length) {
    const inside = spans.filter((span) => span.start >= from && span.end <= to);
    if (pattern)
      for (const hit of text.slice(from, to).matchAll(pattern)) {
        const start = from + hit.index, end = start + hit[0].length;
        if (end > start && !spans.some((span) => span.start < end && start < span.end)) inside.push({ start, end, name: "hit" });
      }
    inside.sort((a, b) => a.start - b.start);
    const nodes = document.createDocumentFragment();
    let done = from;
    for (const { start, end, name } of inside) {
      nodes.append(text.slice(done, start), make("mark", { class: name }, text.slice(start, end)));
      done = end;
    }
    nodes.append(text.slice(done, to));
    return nodes;
  }
  function spansOf(place, field) {
    const { start, end, pole, field: fields } = data.mentions;
    const mine = mentionsOf[place].filter((i) => fields[i] === field);
    return mine.map((i) => ({ start: start[i], end: end[i], name: ["first", "second"][pole[i]] }));
  }

  // The panel: the papers behind something.
  const panel = find("#panel"), panelBody = find("#panel-body"), panelTitle = find("#panel-title");
  let opener = null;
  function makeCard(place, pattern, open) {
    const card = make("details", { class: "card", "data-paper": data.ids[place] });
    const told = `${dateOf(place)} · ${topicOf(place)} · ${readingOf(place)}`;
    card.append(make("summary", {}, mark(data.titles[place], spansOf(place, 0), pattern)), make("small", {}, told));
    const fill = () => {
      if (card.lastChild.tagName === "DIV") return;
      const body = make("div", {}, make("p", { class: "abstract" }, mark(data.abstracts[place], spansOf(place, 1), pattern)));
      const link = data.links[place];
      if (/^https?:\/\/[^\s"'<>]+$/i.test(link))
        body.append(make("p", {}, make("a", { href: link, target: "_blank", rel: "noopener noreferrer" }, link)));
      card.append(body);
    };
    card.addEventListener("toggle", fill);
    if (open) { card.open = true; fill(); }
    return card;
  }
  function openPanel(title, places, words = []) {
    if (panel.hidden) opener = document.activeElement;
    const pattern = seek(words);
    panelTitle.textContent = title;
    panelBody.replaceChildren();
    let shown = 0;
    const more = make("button", { type: "button", click: () => show() });
    const show = () => {
      const next = places.slice(shown, shown + MOST);
      for (const place of next) more.before(makeCard(place, pattern, places.length <= 3));
      shown += next.length;
      more.hidden = shown >= places.length;
      more.textContent = `Show more of ${count(places.length, "paper")}`;
    };
    panelBody.append(more);
    show();
    panelBody.scrollTop = 0;
    panel.hidden = false;
    panelTitle.focus();
  }
  function closePanel() {
    if (panel.hidden) return;
    panel.hidden = true;
    opener?.focus();
  }
  find("#panel-close").addEventListener("click", closePanel);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { closePanel(); hideTip(); }
  });

  const tip = find("#tip"), walked = find("#walked");
  function showTip(text, x, y) {
    tip.textContent = text;
    tip.hidden = false;
    tip.style.left = `${Math.max(4, Math.min(x + 14, innerWidth - tip.offsetWidth - 8))}px`;
    tip.style.top = `${y + 18 + tip.offsetHeight > innerHeight ? y - tip.offsetHeight - 12 : y + 18}px`;
  }
  function hideTip() { tip.hidden = true; }
  const tellPaper = (place) => `${data.titles[place]} · ${dateOf(place)} · ${readingOf(place)}`;

  // From a mark to the nearest one in the direction of an arrow key; places of marks are in pixels.
  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  function step(marks, current, key) {
    const [dx, dy] = WAYS[key];
    if (current === null) return marks.length ? 0 : null;
    let best = current, least = Infinity;
    marks.forEach(([x, y], i) => {
      const along = (x - marks[current][0]) * dx + (y - marks[current][1]) * dy;
      const aside = Math.abs((x - marks[current][0]) * dy) + Math.abs((y - marks[current][1]) * dx);
      if (along > 0.5 && along + 2 * aside < least) { least = along + 2 * aside; best = i; }
    });
    return best;
  }

  // Figures: a transparent layer that knows which papers stand where.
  function layFigure(picture) {
    const name = picture.dataset.figure, { points, boxes } = data.figures[name] ?? { points: [[], [], []], boxes: [] };
    const [xs, ys, papers] = points;
    if (!xs.length && !boxes.length) return;
    const marks = xs.map((x, i) => ({ x, y: ys[i], papers: [papers[i]] }));
    for (const { box, label, papers } of boxes)
      marks.push({ x: (box[0] + box[2]) / 2, y: (box[1] + box[3]) / 2, box, label, papers });
    const label = `Marks of the figure: arrow keys walk through ${count(marks.length, "mark")}, Enter lists the papers`;
    const layer = make("div", { class: "layer", tabindex: "0", role: "application", "aria-label": label });
    const ring = make("div", { class: "ring", hidden: true });
    layer.append(ring);
    picture.append(layer);
    let current = null;
    const tell = (mark) => mark.label === undefined || mark.papers.length === 1 && !mark.label
      ? tellPaper(mark.papers[0]) : `${mark.label}: ${count(mark.papers.length, "paper")}`;
    const place = (event) => {
      const size = layer.getBoundingClientRect();
      return [(event.clientX - size.left) / size.width, (event.clientY - size.top) / size.height, size.height / size.width];
    };
    const hit = (event) => {
      const [x, y, ratio] = place(event);
      let best = null, least = REACH;
      marks.forEach((mark, i) => {
        if (mark.box) return;
        const far = Math.hypot(mark.x - x, (mark.y - y) * ratio);
        if (far < least) { least = far; best = i; }
      });
      if (best !== null) return best;
      let area = Infinity;
      marks.forEach(({ box }, i) => {
        if (!box || x < box[0] || x > box[2] || y < box[1] || y > box[3]) return;
        const size = (box[2] - box[0]) * (box[3] - box[1]);
        if (size < area) { area = size; best = i; }
      });
      return best;
    };
    const point = (index) => {
      current = index;
      ring.hidden = index === null;
      layer.style.cursor = index === null ? "default" : "pointer";
      if (index === null) return;
      const { x, y, box } = marks[index], share = (value) => `${100 * value}%`;
      ring.className = box ? "ring" : "ring dot";
      ring.style.left = share(box ? box[0] : x);
      ring.style.top = share(box ? box[1] : y);
      ring.style.width = box ? share(box[2] - box[0]) : "";
      ring.style.height = box ? share(box[3] - box[1]) : "";
    };
    const open = (index) => {
      const mark = marks[index];
      if (mark.box) return openPanel(tell(mark), mark.papers);
      // Dots that lie on each other are opened together.
      const same = marks.filter((other) => !other.box && Math.hypot(other.x - mark.x, other.y - mark.y) < 0.002);
      const behind = [...new Set([...mark.papers, ...same.flatMap((other) => other.papers)])];
      openPanel(behind.length === 1 ? "The paper behind the dot" : `${behind.length} papers lie on this dot`, behind);
    };
    layer.addEventListener("pointermove", (event) => {
      const index = hit(event);
      point(index);
      if (index === null) hideTip();
      else showTip(tell(marks[index]), event.clientX, event.clientY);
    });
    layer.addEventListener("pointerleave", () => { point(null); hideTip(); });
    layer.addEventListener("blur", () => { point(null); hideTip(); });
    layer.addEventListener("click", (event) => {
      const index = hit(event);
      if (index !== null) { layer.focus({ preventScroll: true }); open(index); }
    });
    layer.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && current !== null) open(current);
      if (!(event.key in WAYS)) return;
      event.preventDefault();
      const size = layer.getBoundingClientRect();
      point(step(marks.map(({ x, y }) => [x * size.width, y * size.height]), current, event.key));
      walked.textContent = tell(marks[current]);
      showTip(tell(marks[current]), size.left + marks[current].x * size.width, size.top + marks[current].y * size.height);
    });
  }
  findAll(".picture").forEach(layFigure);
  for (const button of findAll("button.behind"))
    button.addEventListener("click", () => {
      const { points, boxes } = data.figures[button.dataset.figure];
      const behind = [...new Set([...points[2], ...boxes.flatMap((box) => box.papers)])];
      openPanel(find(`#title-${button.dataset.figure}`).textContent, behind);
    });

  // The map, drawn on a canvas: ten thousand dots are too many for elements.
  const canvas = find("#canvas"), brush = canvas.getContext("2d"), mapTold = find("#map-told"), mapList = find("#map-list");
  const placed = all.filter((i) => data.x[i] !== null && data.y[i] !== null);
  const view = { zoom: 1, x: 0, y: 0 };
  let found = null, chosenTopic = null, standing = null, drag = null;
  const ends = (values) => values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
  const [left, right] = ends(placed.map((i) => data.x[i])), [low, high] = ends(placed.map((i) => data.y[i]));
  const isDark = () => document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  function mix(colour, dark) {
    if (!dark) return colour;
    const part = (i) => Math.round(0.6 * parseInt(colour.slice(i, i + 2), 16) + 0.4 * 255);
    return `rgb(${part(1)} ${part(3)} ${part(5)})`;
  }
  function project(i) {
    const { clientWidth: width, clientHeight: height } = canvas, edge = 24;
    const scale = view.zoom * Math.min((width - 2 * edge) / (right - left || 1), (height - 2 * edge) / (high - low || 1));
    return [
      width / 2 + (data.x[i] - (left + right) / 2) * scale + view.x,
      height / 2 - (data.y[i] - (low + high) / 2) * scale + view.y,
    ];
  }
  const medians = data.topics.map((_, topic) => {
    const mine = placed.filter((i) => data.topic[i] === topic);
    const middle = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
    return { topic, n: mine.length, x: middle(mine.map((i) => data.x[i])), y: middle(mine.map((i) => data.y[i])) };
  }).filter(({ n }) => n).sort((a, b) => b.n - a.n);
  function draw() {
    const sharp = devicePixelRatio || 1, { clientWidth: width, clientHeight: height } = canvas;
    canvas.width = width * sharp;
    canvas.height = height * sharp;
    brush.setTransform(sharp, 0, 0, sharp, 0, 0);
    const style = getComputedStyle(document.documentElement), size = Math.max(2, Math.min(6, 90 / Math.sqrt(placed.length)));
    const dark = isDark(), inks = data.topics.map(({ colour }) => mix(colour, dark)), noInk = mix("#8a8f98", dark);
    const radius = size * Math.sqrt(view.zoom), lit = found && new Set(found);
    const shines = (i) => (!lit || lit.has(i)) && (chosenTopic === null || data.topic[i] === chosenTopic);
    for (const bright of lit || chosenTopic !== null ? [false, true] : [true])
      for (const i of placed) {
        if (shines(i) !== bright) continue;
        const [x, y] = project(i);
        brush.globalAlpha = bright ? 0.9 : 0.15;
        brush.beginPath();
        brush.arc(x, y, lit && bright ? radius + 1.5 : radius, 0, 7);
        brush.fillStyle = brush.strokeStyle = inks[data.topic[i]] ?? noInk;
        if (data.between[i]) { brush.lineWidth = 1.5; brush.stroke(); } else brush.fill();
      }
    brush.globalAlpha = 1;
    brush.font = "600 13px system-ui, sans-serif";
    brush.textAlign = "center";
    brush.lineJoin = "round";
    const taken = [];
    for (const { topic, x, y } of medians) {
      const label = data.topics[topic].label, half = brush.measureText(label).width / 2;
      const scale = view.zoom * Math.min((width - 48) / (right - left || 1), (height - 48) / (high - low || 1));
      const middle = width / 2 + (x - (left + right) / 2) * scale + view.x;
      const at = [Math.max(half + 4, Math.min(width - half - 4, middle)), height / 2 - (y - (low + high) / 2) * scale + view.y];
      if (at[1] < 10 || at[1] > height - 4 || middle < 0 || middle > width) continue;
      const box = [at[0] - half - 4, at[1] - 16, at[0] + half + 4, at[1] + 6];
      if (taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) continue;
      taken.push(box);
      brush.lineWidth = 4;
      brush.strokeStyle = style.getPropertyValue("--paper");
      brush.strokeText(label, ...at);
      brush.fillStyle = style.getPropertyValue("--ink");
      brush.fillText(label, ...at);
    }
    if (standing !== null) {
      const [x, y] = project(standing);
      brush.beginPath();
      brush.arc(x, y, radius + 6, 0, 7);
      brush.lineWidth = 3;
      brush.strokeStyle = style.getPropertyValue("--accent");
      brush.stroke();
    }
  }
  function nearest(event) {
    const size = canvas.getBoundingClientRect(), x = event.clientX - size.left, y = event.clientY - size.top;
    let best = null, least = 12;
    for (const i of placed) {
      const [across, down] = project(i), far = Math.hypot(across - x, down - y);
      if (far < least) { least = far; best = i; }
    }
    return best;
  }
  function zoom(times) {
    view.zoom = Math.max(1, Math.min(40, view.zoom * times));
    view.x *= times;
    view.y *= times;
    if (view.zoom === 1) view.x = view.y = 0;
    draw();
  }
  const openDot = (place) => openPanel("The paper behind the dot", [place], split(find("#map-search").value));
  canvas.addEventListener("pointerdown", (event) => { drag = { x: event.clientX, y: event.clientY, far: 0 }; });
  canvas.addEventListener("pointermove", (event) => {
    if (drag && event.buttons) {
      const dx = event.clientX - drag.x, dy = event.clientY - drag.y;
      drag = { x: event.clientX, y: event.clientY, far: drag.far + Math.abs(dx) + Math.abs(dy) };
      view.x += dx;
      view.y += dy;
      hideTip();
      return draw();
    }
    const place = nearest(event);
    if (place !== standing) { standing = place; draw(); }
    canvas.style.cursor = place === null ? "grab" : "pointer";
    if (place === null) hideTip();
    else showTip(tellPaper(place), event.clientX, event.clientY);
  });
  canvas.addEventListener("pointerleave", () => { drag = null; hideTip(); });
  canvas.addEventListener("click", (event) => {
    if (drag && drag.far > 6) return;
    const place = nearest(event);
    if (place !== null) { standing = place; draw(); openDot(place); }
  });
  canvas.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && standing !== null) return openDot(standing);
    if (!(event.key in WAYS)) return;
    event.preventDefault();
    const from = standing === null ? null : placed.indexOf(standing);
    standing = placed[step(placed.map(project), from, event.key)];
    draw();
    walked.textContent = tellPaper(standing);
    const size = canvas.getBoundingClientRect(), [x, y] = project(standing);
    showTip(tellPaper(standing), size.left + x, size.top + y);
  });
  canvas.addEventListener("blur", hideTip);
  find("#map-in").addEventListener("click", () => zoom(1.6));
  find("#map-out").addEventListener("click", () => zoom(1 / 1.6));
  find("#map-whole").addEventListener("click", () => zoom(1 / view.zoom));
  find("#map-search").addEventListener("input", wait((event) => {
    const wanted = split(event.target.value);
    found = wanted.length ? all.filter((i) => holds(textOf(i), wanted)) : null;
    mapTold.textContent = found ? `${count(found.length, "paper")} of ${data.ids.length.toLocaleString("en")}` : "";
    mapList.disabled = !found?.length;
    draw();
  }));
  mapList.addEventListener("click", () => openPanel(`${count(found.length, "paper")} with “${find("#map-search").value}”`, found, split(find("#map-search").value)));
  const sizes = data.topics.map((_, topic) => all.filter((i) => data.topic[i] === topic));
  data.topics.forEach(({ label, colour }, topic) => {
    const swatch = make("span", { class: "swatch" });
    swatch.style.background = colour;
    const light = (on) => () => { chosenTopic = on ? topic : null; draw(); };
    const open = () => openPanel(`${label}: ${count(sizes[topic].length, "paper")}`, sizes[topic]);
    const button = make("button", { type: "button", click: open, pointerenter: light(true), pointerleave: light(false), focus: light(true), blur: light(false) }, swatch, `${label} (${sizes[topic].length.toLocaleString("en")})`);
    find("#legend").append(make("li", {}, button));
  });
  if (!placed.length) {
    find(".map").replaceWith(make("p", {}, "There are too few papers for a map."));
    findAll("#map .controls").forEach((element) => element.remove());
  } else {
    draw();
    addEventListener("resize", wait(draw));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  }

  function wait(act) {
    let timer;
    return (event) => { clearTimeout(timer); timer = setTimeout(() => act(event), 120); };
  }
  // DataTables sorts, pages and tells; cells are filled here, as nodes, and its search, which reads HTML, is not used.
  const isMissing = (value) => value === null || value === "";
  for (const [way, sign] of [["asc", 1], ["desc", -1]])
    DataTable.ext.type.order[`told-${way}`] = (a, b) =>
      isMissing(a) || isMissing(b) ? isMissing(a) - isMissing(b)
        : sign * (typeof a === "number" ? a - b : a.localeCompare(b, "en"));
  function makeTable(section, columns, rows, tell, noun) {
    const root = find(`${section} .table`), id = `${section.slice(1)}-search`;
    const input = make("input", { type: "search", id, autocomplete: "off" });
    const table = make("table", { role: "table", "aria-labelledby": `${section.slice(1)}-title` });
    root.append(make("div", { class: "controls" }, make("label", { for: id }, `Search the ${noun}s`), input), table);
    let wanted = [];
    const fill = (line, i) => {
      const pattern = seek(wanted);
      columns.forEach((column, place) => line.cells[place].replaceChildren(column.show ? column.show(i, pattern) : String(column.value(i) ?? "")));
    };
    const grid = new DataTable(table, {
      data: rows.map((i) => [i]), deferRender: true, autoWidth: false, order: [], pageLength: PAGE, pagingType: "simple",
      layout: { topStart: null, topEnd: null, bottomStart: "info", bottomEnd: "paging" },
      columns: columns.map(({ name, number, value }) => ({
        title: name, data: null, type: "told", searchable: false, className: number ? "number" : "",
        orderSequence: number ? ["desc", "asc"] : ["asc", "desc"],
        render: ([i], kind) => kind === "sort" ? value(i) : "",
      })),
      language: {
        zeroRecords: `No ${noun} has all of these words.`, emptyTable: `There is no ${noun}.`,
        paginate: { previous: "Back", next: "Next" }, aria: { paginate: { previous: "Back", next: "Next" } },
      },
      infoCallback: (_, from, to, most, shown) => {
        const of = count(shown, noun) + (shown < most ? `, from ${most.toLocaleString("en")}` : "");
        return shown ? `${from.toLocaleString("en")} to ${to.toLocaleString("en")} of ${of}` : "";
      },
      createdRow: (line) => {
        line.setAttribute("role", "row");
        columns.forEach(({ name }, place) => { line.cells[place].setAttribute("role", "cell"); line.cells[place].dataset.label = name; });
      },
      drawCallback() {
        this.api().rows({ page: "current" }).every(function () { fill(this.node(), this.data()[0]); });
        findAll("nav", root).forEach((bar) => bar.setAttribute("aria-label", `Pages of the ${noun}s`));
      },
    });
    for (const part of findAll("thead, tbody", table)) part.setAttribute("role", "rowgroup");
    for (const line of findAll("thead tr", table)) line.setAttribute("role", "row");
    for (const head of findAll("thead th", table)) head.setAttribute("role", "columnheader");
    input.addEventListener("input", wait(() => {
      wanted = split(input.value);
      grid.search.fixed("words", wanted.length ? (_, [i]) => holds(tell(i), wanted) : null).draw();
    }));
  }
  const openButton = (text, act) => make("button", { type: "button", click: act }, text);
  const titleOf = (place, words) => openButton(mark(data.titles[place], spansOf(place, 0), words), () => openPanel("One paper", [place], split(find("#papers-search").value)));
  makeTable("#papers", [
    { name: "Title", value: (i) => data.titles[i], show: titleOf },
    { name: "Date", value: (i) => data.dates[i], show: dateOf },
    { name: "Topic", value: topicOf },
    { name: "Reading", value: readingOf },
  ], all, textOf, "paper");

  const said = data.mentions;
  const sentence = (m) => [data.titles, data.abstracts][said.field[m]][said.paper[m]];
  let sentences = null;
  const tellMention = (m) => {
    sentences ??= said.paper.map((paper, i) => `${sentence(i).slice(said.low[i], said.high[i])}\n${data.titles[paper]}\n${said.moves[said.move[i]]}`.toLowerCase());
    return sentences[m];
  };
  makeTable("#mentions", [
    { name: "Sentence", value: (m) => sentence(m).slice(said.low[m], said.high[m]), show: (m, words) => mark(sentence(m), [{ start: said.start[m], end: said.end[m], name: ["first", "second"][said.pole[m]] }], words, said.low[m], said.high[m]) },
    { name: "Word", value: (m) => data.poles[said.pole[m]].label },
    { name: "Part", value: (m) => said.moves[said.move[m]] },
    { name: "Paper", value: (m) => data.titles[said.paper[m]], show: (m) => openButton(data.titles[said.paper[m]], () => openPanel("The paper of this mention", [said.paper[m]])) },
  ], said.paper.map((_, i) => i), tellMention, "mention");

  const rows = data.rows, termOf = (r) => data.terms[rows.term[r]], groupOf = (r) => data.contrasts[rows.contrast[r]];
  const openTerm = (r) => {
    const term = termOf(r), having = data.having[rows.term[r]];
    openPanel(`${count(having.length, "paper")} with “${term}”`, having, term.replace(/\)$/, "").split(" ("));
  };
  const points = (value) => value === null ? "" : (100 * value).toFixed(0).replace(/^-0$/, "0");
  makeTable("#terms", [
    { name: "Term", value: termOf, show: (r) => openButton(termOf(r), () => openTerm(r)) },
    { name: "Group", value: groupOf },
    { name: "In the group", number: true, value: (r) => rows.n_first[r] / (rows.size_first[r] || 1), show: (r) => `${rows.n_first[r].toLocaleString("en")} of ${rows.size_first[r].toLocaleString("en")}` },
    { name: "Outside", number: true, value: (r) => rows.n_second[r] / (rows.size_second[r] || 1), show: (r) => `${rows.n_second[r].toLocaleString("en")} of ${rows.size_second[r].toLocaleString("en")}` },
    { name: "Points more (95%)", number: true, value: (r) => rows.difference[r], show: (r) => rows.difference[r] === null ? "" : `${points(rows.difference[r])} (${points(rows.low[r])} to ${points(rows.high[r])})` },
    { name: "What may be said", value: (r) => rows.verdict[r] || "described, not tested" },
  ], rows.term.map((_, r) => r), (r) => `${termOf(r)}\n${groupOf(r)}\n${rows.verdict[r]}`.toLowerCase(), "term");

  for (const button of findAll("button.copy"))
    button.addEventListener("click", async () => {
      const source = document.getElementById(button.dataset.of);
      try {
        await navigator.clipboard.writeText(source.textContent);
      } catch {
        getSelection().selectAllChildren(source);
        document.execCommand("copy");
      }
      button.textContent = "Copied";
    });
  find("#theme").addEventListener("click", () => {
    document.documentElement.dataset.theme = isDark() ? "light" : "dark";
    if (placed.length) draw();
  });
  document.documentElement.dataset.ready = "";
})();
