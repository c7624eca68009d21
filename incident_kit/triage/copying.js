// Copies the text of the update beside it, as it stands at the press.
export default {
  render({ model, el }) {
    const press = document.createElement("button");
    press.type = "button";
    press.className = "ik-choose ik-copy jupyter-button";
    press.textContent = model.get("words");
    const said = document.createElement("span");
    said.setAttribute("role", "status");
    said.className = "ik-status";
    press.addEventListener("click", async () => {
      const field = el.closest(".incident-kit-form").querySelector(".ik-update textarea");
      try {
        await navigator.clipboard.writeText(field.value);
        said.textContent = model.get("done");
      } catch {
        field.select(); // no secure address, no clipboard: the old way
        said.textContent = document.execCommand("copy") ? model.get("done") : model.get("not_done");
      }
    });
    el.append(press, said);
  },
};
