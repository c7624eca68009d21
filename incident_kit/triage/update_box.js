// The update: written by the kernel until somebody types in it; a press takes the text
// along as it stands, so that none is lost on the way.
export default {
  render({ model, el }) {
    const say = model.get("labels");
    const made = tag => document.createElement(tag);
    const label = made("label"), field = made("textarea"), row = made("div"), told = made("span");
    label.textContent = say.text;
    field.rows = 6;
    label.append(field);
    told.setAttribute("role", "status");
    told.className = "ik-status";
    row.className = "ik-line";
    let isTyped = false;

    const press = (words, act) => {
      const one = made("button");
      one.type = "button";
      one.className = "ik-choose";
      one.textContent = words;
      one.disabled = model.get("locked");
      one.addEventListener("click", act);
      row.append(one);
      return one;
    };
    const copy = async () => {
      try {
        await navigator.clipboard.writeText(field.value);
        told.textContent = say.copied;
      } catch {
        field.select(); // no secure address, no clipboard: the old way
        told.textContent = document.execCommand("copy") ? say.copied : say.selected;
      }
    };
    // what was typed above the text a moment ago is in it before anything is done with it
    let waiting = null;
    const settled = act => { waiting = act; model.send({ event: "settle" }); };
    press(say.copy, () => settled(copy)).disabled = false;
    press(say.anew, () => { isTyped = false; settled(() => {}); }).disabled = false;
    press(say.sent, () => settled(() => model.send({ event: "sent", text: field.value })));
    row.append(told);

    const show = () => { if (!isTyped) field.value = model.get("made"); };
    const answer = told => { if (told.settled) { waiting?.(); waiting = null; } };
    field.addEventListener("input", () => { isTyped = true; told.textContent = ""; });
    model.on("change:made", show);
    model.on("msg:custom", answer);
    show();
    el.classList.add("ik-update");
    el.append(label, row);
    return () => {
      model.off("change:made", show);
      model.off("msg:custom", answer);
    };
  },
};
