// The list of everything that happened, each line edited where it stands.
// Text is set as text only: nothing of a record becomes markup.
const KEYS = { ArrowDown: 1, ArrowUp: -1 };

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

class Grid {
  constructor(model, el) {
    this.model = model;
    this.say = model.get("labels");
    this.open = null; // what is typed: { row, side, at, what, kind, problem }
    this.isDrawing = false;
    this.here = ""; // the line that has the keys
    this.body = element("tbody");
    this.table = element("table", { "aria-label": this.say.table }, this.body);
    this.frame = element("div", { class: "ikt-frame" }, this.table);
    this.frame.style.maxHeight = model.get("height");
    this.told = element("span", { role: "status" });
    this.back = this.button(this.say.putBack, "ikt-press", () => this.send({ event: "put back" }));
    this.back.hidden = true;
    const add = this.button(`+ ${this.say.add}`, "ikt-press", () => this.start(""));
    this.foot = element("div", { class: "ikt-foot" }, ...(model.get("locked") ? [] : [add]), this.told, this.back);
    el.classList.add("ikt");
    el.append(this.frame, this.foot);
    this.body.addEventListener("keydown", event => this.onKey(event));
    // keys in the list are the list's: d d would delete the cell, Enter would run it
    el.addEventListener("keydown", event => event.stopPropagation());
    this.draw();
  }

  button(words, kind, act, more = {}) {
    const made = element("button", { type: "button", class: kind, ...more }, words);
    made.addEventListener("click", act);
    return made;
  }

  send(message) {
    this.model.send(message);
  }

  /** What became of a press: words, or a problem at the side that it is about. */
  answer({ words, problem, side, id, canPutBack }) {
    this.told.textContent = problem && !this.open ? problem : words ?? "";
    this.told.className = problem && !this.open ? "ikt-problem" : "";
    this.back.hidden = !canPutBack;
    if (this.open && this.open.sent) {
      if (problem) Object.assign(this.open, { problem, side: this.open.row ? this.open.side : side, sent: false });
      else this.open = null;
    }
    const typing = this.body.contains(document.activeElement);
    this.draw();
    if (!typing || problem || !id) return;
    this.go(id, "");
  }

  draw() {
    const focused = document.activeElement, inside = this.body.contains(focused);
    const place = inside ? focused.dataset.place : "";
    if (this.open && inside && focused.dataset.side) this.keep();
    const rows = this.model.get("rows");
    // by Tab one comes to the first line, or back to where one was
    if (!inside || !rows.some(one => one.id === this.here)) this.here = rows[0]?.id ?? "";
    const lines = rows.flatMap(one => {
      const added = this.open && !this.open.row && this.open.after === one.id;
      return added ? [this.line(one), this.fresh()] : [this.line(one)];
    });
    if (this.open && !this.open.row && !rows.some(one => one.id === this.open.after)) lines.push(this.fresh());
    if (!lines.length) {
      lines.push(element("tr", {}, element("td", { class: "ikt-empty" }, this.say.empty)));
    }
    const marked = inside && focused.dataset.side ? [focused.selectionStart, focused.selectionEnd] : null;
    this.isDrawing = true; // a browser may tell that a field is left as it is taken away
    this.body.replaceChildren(...lines);
    this.isDrawing = false;
    const again = place && this.body.querySelector(`[data-place="${CSS.escape(place)}"]`);
    again?.focus?.();
    if (marked && again?.dataset.side && again.setSelectionRange) again.setSelectionRange(...marked);
  }

  /** A line to read; the side that is being edited is a field. */
  line(one) {
    const at = this.open?.row === one.id ? this.open.side : "";
    const keys = this.here === one.id ? "0" : "-1";
    const cell = (side, words) => {
      if (at === side) return this.field(side);
      if (this.model.get("locked") || !one.edits.includes(side)) return element("span", {}, words);
      const label = side === "when" ? `${this.say.when} ${words}` : words;
      return this.button(words, "ikt-cell", () => this.edit(one, side),
        { tabindex: keys, "data-place": `${one.id}:${side}`, "aria-label": label });
    };
    const what = element("td", { class: "ikt-what" }, cell("what", one.what));
    if (one.note) what.append(element("span", { class: "ikt-note" }, one.note));
    const acts = element("td", { class: "ikt-acts" });
    if (!this.model.get("locked")) {
      const name = `${one.when} ${one.what}`;
      acts.append(this.button("+", "ikt-sign", () => this.start(one.id, one.at),
        { tabindex: keys, title: this.say.addHere, "aria-label": `${this.say.addHere}: ${name}`, "data-place": `${one.id}:add` }));
      if (one.edits.length) {
        acts.append(this.button("✕", "ikt-sign", () => this.remove(one.id),
          { tabindex: keys, title: this.say.remove, "aria-label": `${this.say.remove}: ${name}`, "data-place": `${one.id}:remove` }));
      }
    }
    return element("tr", { "data-id": one.id },
      element("td", { class: "ikt-when" }, cell("when", one.when)),
      element("td", { class: "ikt-kind" }, one.kind), what, acts);
  }

  /** A line that is not in the record yet. */
  fresh() {
    const kind = element("select", { "aria-label": this.say.kind, "data-side": "kind", "data-place": "new:kind" },
      ...Object.entries(this.model.get("kinds")).map(([value, words]) => element("option", { value }, words)));
    kind.value = this.open.kind;
    kind.addEventListener("change", () => { this.open.kind = kind.value; });
    const what = element("td", { class: "ikt-what" }, this.field("what"),
      element("div", { class: "ikt-row" },
        this.button(this.say.save, "ikt-press", () => this.commit(), { "data-place": "new:save" }),
        this.button(this.say.cancel, "ikt-press", () => this.cancel(), { "data-place": "new:cancel" })));
    return element("tr", { class: "ikt-new" }, element("td", { class: "ikt-when" }, this.field("when")),
      element("td", { class: "ikt-kind" }, kind), what, element("td"));
  }

  field(side) {
    const tag = side === "when" ? "input" : "textarea", asked = this.open;
    const made = element(tag, { "aria-label": this.say[side], "data-side": side, "data-place": `edit:${side}`, rows: "1" });
    made.value = side === "when" ? asked.at : asked.what;
    made.addEventListener("input", () => this.keep());
    if (asked.row) made.addEventListener("blur", () => this.leave(made));
    const box = element("div", {}, made);
    if (asked.problem && asked.side === side) {
      made.setAttribute("aria-invalid", "true");
      box.append(element("div", { class: "ikt-problem", role: "alert" }, asked.problem));
    }
    return box;
  }

  keep() {
    const typed = side => this.body.querySelector(`[data-side="${side}"]`)?.value;
    this.open.at = typed("when") ?? this.open.at;
    this.open.what = typed("what") ?? this.open.what;
  }

  edit(one, side) {
    this.here = one.id;
    this.open = { row: one.id, side, at: one.at, what: one.text, was: side === "when" ? one.at : one.text };
    this.draw();
    this.focus(side);
  }

  start(after, at = "") {
    this.open = { row: "", after, at, what: "", kind: "note", side: "what" };
    this.draw();
    this.focus(at ? "what" : "when");
  }

  focus(side) {
    const field = this.body.querySelector(`[data-side="${side}"]`);
    field?.focus();
    field?.scrollIntoView({ block: "nearest" });
  }

  leave(field) {
    // a field that draw() takes away is not left by anybody
    if (!this.isDrawing && field.isConnected && this.open?.row && !this.open.sent) this.commit();
  }

  commit() {
    const one = this.open;
    if (!one || one.sent) return;
    this.keep();
    if (!one.row) {
      one.sent = true;
      this.send({ event: "add", kind: one.kind, at: one.at, what: one.what });
      return;
    }
    const typed = one.side === "when" ? one.at : one.what;
    if (typed === one.was) { this.cancel(); return; }
    one.sent = true;
    this.send({ event: "correct", id: one.row, side: one.side, text: typed });
  }

  cancel() {
    const { row, side, after } = this.open ?? {};
    this.open = null;
    this.draw();
    const place = row ? `${row}:${side}` : `${after}:add`;
    this.body.querySelector(`[data-place="${CSS.escape(place)}"]`)?.focus();
  }

  remove(id) {
    this.send({ event: "remove", id });
  }

  onKey(event) {
    const side = event.target.dataset?.side;
    if (side) {
      if (event.key === "Escape") { event.preventDefault(); this.cancel(); }
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing && side !== "kind") {
        event.preventDefault();
        const { row } = this.open;
        this.commit();
        if (row) this.here = row;
      }
      return;
    }
    const step = KEYS[event.key], place = event.target.dataset?.place;
    if (!step || !place) return;
    event.preventDefault();
    const ids = this.model.get("rows").map(one => one.id);
    const next = ids[ids.indexOf(this.here) + step];
    if (next === undefined) return;
    this.go(next, /:(\w+)$/.exec(place)[1]);
  }

  /** Give the keys to a line: to one of its buttons, by default the first. */
  go(id, part) {
    for (const one of this.body.querySelectorAll("tr button")) {
      one.tabIndex = one.closest("tr").dataset.id === id ? 0 : -1;
    }
    this.here = id;
    const row = this.body.querySelector(`[data-id="${CSS.escape(id)}"]`);
    (row?.querySelector(`[data-place$=":${part}"]`) ?? row?.querySelector("button"))?.focus();
  }
}

export default {
  render({ model, el }) {
    const grid = new Grid(model, el);
    const redraw = () => grid.draw(), answer = told => grid.answer(told);
    model.on("change:rows", redraw);
    model.on("msg:custom", answer);
    return () => {
      model.off("change:rows", redraw);
      model.off("msg:custom", answer);
    };
  },
};
