// A place that takes a file: dropped on it, or chosen by its button.
// Text is set as text only: a file's name never becomes markup.
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

class Drop {
  constructor(model, el) {
    this.model = model;
    this.say = model.get("labels");
    this.input = element("input", { type: "file", tabindex: "-1", "aria-hidden": "true" });
    this.choose = element("button", { type: "button" }, this.say.choose);
    this.told = element("div", { role: "status" });
    this.place = element("div", { class: "ikd-place" }, this.choose, element("span", {}, this.say.drop), this.input);
    el.classList.add("ikd");
    el.append(this.place, this.told);
    this.choose.addEventListener("click", () => this.input.click());
    this.input.addEventListener("change", () => {
      this.take(this.input.files);
      this.input.value = ""; // the same file may be chosen again
    });
    // keys here are no commands of the notebook: Enter would run the cell
    el.addEventListener("keydown", event => event.stopPropagation());
    for (const name of ["dragenter", "dragover"]) {
      this.place.addEventListener(name, event => this.onDrag(event, true));
    }
    this.place.addEventListener("dragleave", event => this.onDrag(event, false));
    this.place.addEventListener("drop", event => {
      this.onDrag(event, false);
      this.take(event.dataTransfer.files);
    });
    this.lock();
  }

  lock() {
    this.place.hidden = this.model.get("locked");
  }

  onDrag(event, over) {
    event.preventDefault();
    event.stopPropagation();
    this.place.classList.toggle("ikd-over", over);
  }

  async take(files) {
    for (const file of [...files]) {
      if (file.size > this.model.get("limit")) {
        this.answer({ problem: `${file.name} ${this.say.tooLarge}` });
        continue;
      }
      this.answer({ words: `${this.say.taking} ${file.name} …` });
      this.model.send({ event: "file", name: file.name }, undefined, [await file.arrayBuffer()]);
    }
  }

  /** What became of a file: words, or a problem. */
  answer({ words = "", problem = "" }) {
    this.told.textContent = problem || words;
    this.told.className = problem ? "ikd-problem" : "";
    this.told.setAttribute("role", problem ? "alert" : "status");
  }
}

export default {
  render({ model, el }) {
    const drop = new Drop(model, el);
    const answer = told => drop.answer(told), lock = () => drop.lock();
    model.on("msg:custom", answer);
    model.on("change:locked", lock);
    return () => {
      model.off("msg:custom", answer);
      model.off("change:locked", lock);
    };
  },
};
