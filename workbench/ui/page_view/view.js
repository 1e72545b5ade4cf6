/* A page's image with boxes, and its elements beside it. Texts only ever become text.
 *
 * The page's side of it is __init__.py beside this file. `chosen` is sent when an element or its
 * box is pressed; pointing at one lights both without asking the server.
 */

const SVG = "http://www.w3.org/2000/svg";
const views = new WeakMap();

export default function (component) {
  let view = views.get(component.parentElement);
  if (!view) {
    view = new View(component.parentElement);
    views.set(component.parentElement, view);
  }
  view.update(component);
  return () => {
    views.delete(component.parentElement);
    view.host.remove();
  };
}

function el(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function svg(tag, attributes) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

class View {
  constructor(root) {
    this.host = el("div", "page-view");
    root.append(this.host);
    this.drawn = "";
    this.chosen = null;
  }

  update({ data, setStateValue }) {
    this.send = (id) => setStateValue("chosen", id);
    const signature = JSON.stringify([data.elements, data.image.length, data.width, data.alt]);
    if (signature !== this.drawn) {
      this.drawn = signature;
      this.draw(data);
    }
    if (data.chosen !== this.chosen) this.choose(data.chosen, true);
  }

  draw(data) {
    this.boxes = new Map();
    this.rows = new Map();
    this.chosen = null;
    const list = this.list(data);
    const panes = data.listed || !data.width ? [list] : [];
    this.host.replaceChildren(...(data.width ? [this.page(data)] : []), ...panes);
    this.host.classList.toggle("without-page", !data.width);
    this.host.classList.toggle("without-list", !panes.length);
  }

  page(data) {
    const pane = el("div", "pane");
    const sheet = el("div", "sheet");
    sheet.style.aspectRatio = `${data.width} / ${data.height}`;
    if (data.image) {
      const image = el("img");
      image.src = data.image;
      image.alt = data.alt;
      sheet.append(image);
    } else {
      sheet.append(el("p", "missing", data.no_image));
    }
    sheet.append(this.overlay(data));
    pane.append(sheet);
    return pane;
  }

  overlay(data) {
    const layer = svg("svg", {
      viewBox: `0 0 ${data.width} ${data.height}`,
      preserveAspectRatio: "none",
      "aria-hidden": "true",
    });
    const pattern = svg("pattern", {
      id: "hatch", width: 12, height: 12, patternUnits: "userSpaceOnUse",
      patternTransform: "rotate(45)",
    });
    pattern.append(svg("rect", { width: 5, height: 12, class: "hatch" }));
    const definitions = svg("defs", {});
    definitions.append(pattern);
    layer.append(definitions);
    const area = ({ box }) => (box[2] - box[0]) * (box[3] - box[1]);
    const shown = data.elements.filter((element) => element.box.length === 4);
    for (const element of shown.sort((a, b) => area(b) - area(a))) {
      const [x0, y0, x1, y1] = element.box;
      const box = svg("rect", {
        x: x0 - 1.5, y: y0 - 1.5, width: x1 - x0 + 3, height: y1 - y0 + 3, rx: 1.5,
        class: `box ${element.kind}${element.unread ? " unread" : ""}${element.out ? " out" : ""}`,
        "vector-effect": "non-scaling-stroke",
      });
      this.listen(box, element.id);
      this.boxes.set(element.id, box);
      layer.append(box);
    }
    return layer;
  }

  list(data) {
    const list = el("ol", "elements");
    if (!data.elements.length) list.append(el("li", "empty", data.empty));
    for (const element of data.elements) {
      const marks = `${element.unread ? " unread" : ""}${element.out ? " out" : ""}`;
      const row = el("li", `element ${element.kind}${marks}`);
      row.tabIndex = 0;
      row.dataset.id = element.id;
      const head = el("div", "head");
      head.append(el("span", "kind", element.label + (element.level ? ` ${element.level}` : "")));
      for (const flag of element.flags) head.append(el("span", "flag", flag));
      row.append(head, this.body(element));
      this.listen(row, element.id);
      row.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        this.press(element.id);
      });
      this.rows.set(element.id, row);
      list.append(row);
    }
    return list;
  }

  body(element) {
    if (element.table.length) return this.table(element.table, element.text);
    if (element.values.length) {
      const list = el("dl");
      for (const [name, value] of element.values) {
        list.append(el("dt", "", name), el("dd", "", value));
      }
      return list;
    }
    const text = el("p", element.level ? `text level-${Math.min(element.level, 4)}` : "text");
    this.write(text, element);
    return text;
  }

  /* Words that were read with doubt are underlined, and say so when they are pointed at. */
  write(node, element) {
    let at = 0;
    for (const [start, end] of element.doubtful) {
      node.append(element.text.slice(at, start));
      const word = el("mark", "doubt", element.text.slice(start, end));
      word.title = element.doubt;
      node.append(word);
      at = end;
    }
    node.append(element.text.slice(at));
  }

  table(rows) {
    const frame = el("div", "table");
    const table = el("table");
    for (const cells of rows) {
      const line = el("tr");
      for (const cell of cells) {
        const node = el(cell.header ? "th" : "td", "", cell.text);
        if (cell.rows > 1) node.rowSpan = cell.rows;
        if (cell.cols > 1) node.colSpan = cell.cols;
        line.append(node);
      }
      table.append(line);
    }
    frame.append(table);
    return frame;
  }

  listen(node, id) {
    node.addEventListener("pointerenter", () => this.light(id, true));
    node.addEventListener("pointerleave", () => this.light(id, false));
    node.addEventListener("click", () => this.press(id));
  }

  light(id, on) {
    for (const node of [this.boxes.get(id), this.rows.get(id)]) node?.classList.toggle("lit", on);
  }

  press(id) {
    this.choose(id, true);
    this.send(id);
  }

  choose(id, scroll) {
    for (const node of [this.boxes.get(this.chosen), this.rows.get(this.chosen)]) {
      node?.classList.remove("chosen");
      node?.removeAttribute("aria-current");
    }
    this.chosen = id;
    const row = this.rows.get(id);
    this.boxes.get(id)?.classList.add("chosen");
    row?.classList.add("chosen");
    row?.setAttribute("aria-current", "true");
    if (scroll && row) {
      const list = row.parentElement;
      const inside = row.offsetTop - list.offsetTop;
      if (inside < list.scrollTop || inside + row.offsetHeight > list.scrollTop + list.clientHeight)
        list.scrollTop = inside - 24;
      this.showBox(id);
    }
  }

  showBox(id) {
    const box = this.boxes.get(id);
    const pane = this.host.querySelector(".pane");
    if (!box || !pane) return;
    const seen = pane.getBoundingClientRect();
    const place = box.getBoundingClientRect();
    if (place.top < seen.top || place.bottom > seen.bottom)
      pane.scrollTop += place.top - seen.top - 48;
  }
}
