// "Incident triage", "Incident review" and "Incident drill" in JupyterLab's launcher and command palette.
// Written by hand, no build step: JupyterLab hands its own packages to init() and asks
// get() for the plugin.  What is made on disk, the server makes: incident_kit/lab.
"use strict";
(() => {
  const NAME = "incident-kit", CATEGORY = "Incident Kit", NEW = "";
  const KINDS = {
    triage: {
      command: `${NAME}:triage`, label: "Incident triage", template: "triage",
      end: "+triage.ipynb", startsNew: true,
      caption: "The five questions while it is going on: what is hurt, and what eases it now",
      svg: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
        <g class="jp-icon3" fill="#616161"><path d="M9 1h6v2H9z"/>
        <path d="M18.9 6.6l1.4-1.4 1.4 1.4-1.5 1.5z"/>
        <path d="M12 4a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 2a7 7 0 1 1 0 14 7 7 0 0 1 0-14z"/></g>
        <path class="jp-icon-brand1" fill="#1976d2" d="M12 8a5 5 0 0 1 5 5h-5z"/></svg>`,
    },
    review: {
      command: `${NAME}:review`, label: "Incident review", template: "postmortem",
      end: ".ipynb", startsNew: false,
      caption: "Afterwards: what was said beside what the data say, page and all",
      svg: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
        <path class="jp-icon3" fill="#616161" d="M4 2h10l6 6v14H4zm2 2v16h12V9h-5V4z"/>
        <g class="jp-icon-brand1" fill="#1976d2"><path d="M8 12h4v2H8z"/></g>
        <path class="jp-icon3" fill="#616161" d="M8 16h8v2H8z"/></svg>`,
    },
    drill: {
      command: `${NAME}:drill`, label: "Incident drill", template: "drill",
      end: "", startsNew: false, drills: true,
      caption: "Practice: a past incident as it was known minute by minute",
      svg: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
        <path class="jp-icon3" fill="#616161" d="M12 4a9 9 0 1 1-8.5 6h2.2A7 7 0 1 0 12 6v3L7 5l5-4z"/>
        <path class="jp-icon-brand1" fill="#1976d2" d="M10 9l6 4-6 4z"/></svg>`,
    },
  };
  const STYLE = `
    .incident-kit-start { width: 36em; max-width: 100%; }
    .incident-kit-start label { display: block; margin: 12px 0 4px; }
    .incident-kit-start input, .incident-kit-start select { width: 100%; box-sizing: border-box; }
    .incident-kit-start :is(input, select) { font: inherit; font-size: var(--jp-ui-font-size1); }
    .incident-kit-start input[type="checkbox"] { width: auto; }
    .incident-kit-start .jp-select-wrapper { margin-bottom: 0; }
    .incident-kit-start p { margin: 12px 0 0; color: var(--jp-ui-font-color1); line-height: 1.4;
      overflow-wrap: anywhere; }
    .incident-kit-start [role="alert"] { margin: 0; padding-left: 8px; white-space: pre-line;
      border-left: 3px solid var(--jp-error-color1); }`;

  let scope = {};

  async function shared(name) {
    const versions = Object.values(scope[name] ?? {});
    const one = versions.find(version => version.loaded) ?? versions[0];
    if (!one) throw new Error(`${NAME}: JupyterLab does not share ${name}`);
    return (await one.get())();
  }

  /** Return an element with attributes and children; text stays text. */
  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  /** The dialog's form: one that is there, or a new one; `asked` is what was typed before. */
  function makeForm(kind, { incidents, samples, more, left }, asked, problem) {
    const option = (one, isSample) => element("option", { value: one.id },
      [one.id, isSample ? "sample" : "", one.title].filter(Boolean).join(" · "));
    const choice = element("select", { id: `${NAME}-choice` },
      ...(kind.drills ? [] : [element("option", { value: NEW }, "A new incident")]),
      ...incidents.map(one => option(one, samples)),
      ...(kind.drills ? more.map(one => option(one, true)) : []));
    const field = (name, words, value, more) => {
      const input = element("input", { id: `${NAME}-${name}`, autocomplete: "off", ...more });
      input.value = value;
      return [input, element("label", { for: input.id }, words), input];
    };
    const [id, ...idRow] = field("id", "ID", asked?.id ?? "", { placeholder: "INC-7", spellcheck: "false" });
    const [title, ...titleRow] = field("title", "Title", asked?.title ?? "", { placeholder: "What users see, in a few words" });
    const [zone, ...zoneRow] = field("zone", "Time zone of its times",
      asked?.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC", { spellcheck: "false" });
    const fresh = element("div", {}, ...idRow, ...titleRow, ...zoneRow);
    const anew = element("input", { id: `${NAME}-anew`, type: "checkbox" });
    const again = element("div", {},
      element("label", { for: anew.id }, anew, " Begin anew: what was written in it is removed"));
    const told = element("p", { "aria-live": "polite" });
    const newest = kind.startsNew ? NEW : incidents[0]?.id ?? more[0]?.id ?? NEW;
    choice.value = asked ? (asked.title === undefined ? asked.id : NEW) : newest;

    const say = () => {
      const named = choice.value, book = `workbooks/${named}${kind.end}`;
      fresh.hidden = named !== NEW || Boolean(kind.drills);
      const isLeft = kind.drills && left.includes(named);
      again.hidden = !isLeft;
      told.textContent = kind.drills
        ? isLeft && !anew.checked
          ? `Goes on with the drill in drills/${named}.`
          : `Replays ${named} in drills/${named}; its own record stays as it is.`
        : named === NEW
        ? "Makes its record below incidents/ and its notebook below workbooks/, and opens it."
        : samples
          ? `${named} is a bundled sample, read-only: copies it to incidents/${named}, makes ${book} and opens it.`
          : `Opens ${book}; makes it from the template if it is not there.`;
    };
    choice.addEventListener("change", say);
    anew.addEventListener("change", say);
    say();
    const node = element("div", { class: "incident-kit-start" },
      ...(problem ? [element("p", { role: "alert" }, problem)] : []),
      element("label", { for: choice.id }, "Which incident?"), choice, fresh, again, told);
    const value = () => kind.drills ? { id: choice.value, anew: anew.checked && !again.hidden } :
      choice.value !== NEW ? { id: choice.value } :
      { id: id.value.trim(), title: title.value.trim(), timezone: zone.value.trim() };
    return { node, value, first: choice.value === NEW ? id : choice };
  }

  async function makePlugin() {
    const [{ ILauncher }, { Dialog, ICommandPalette, showErrorMessage }, { ServerConnection },
      { LabIcon }, { Widget }, { NotebookActions }, { PathExt, URLExt }] = await Promise.all(
      ["launcher", "apputils", "services", "ui-components"].map(name => shared(`@jupyterlab/${name}`))
        .concat(shared("@lumino/widgets"), shared("@jupyterlab/notebook"), shared("@jupyterlab/coreutils")));

    async function ask(app, address, body) {
      const settings = app.serviceManager.serverSettings;
      const answer = await ServerConnection.makeRequest(
        URLExt.join(settings.baseUrl, NAME, address),
        body ? { method: "POST", body: JSON.stringify(body) } : {}, settings);
      if (answer.status === 404) {
        throw new Error("JupyterLab's server runs without Incident Kit; there, pip install 'incident-kit[lab]'");
      }
      const told = await answer.json();
      if (!answer.ok || told.refused) throw new Error(told.refused ?? told.message);
      return told;
    }

    /** Ask which incident until it can be opened; nothing when it is called off. */
    async function choose(app, kind) {
      const offered = await ask(app, "incidents");
      for (let asked, problem; ;) {
        const form = makeForm(kind, offered, asked, problem);
        const body = new Widget({ node: form.node });
        body.getValue = form.value;
        const dialog = new Dialog({
          title: kind.label, body, focusNodeSelector: `#${form.first.id}`,
          buttons: [Dialog.cancelButton(), Dialog.okButton({ label: "Open" })],
        });
        const { button, value } = await dialog.launch();
        if (!button.accept) return null;
        asked = value;
        try {
          return await ask(app, "notebooks", { ...asked, template: kind.template });
        } catch (error) {
          problem = error.message;
        }
      }
    }

    /** Show a notebook, and run it unless it was open already: what it shows stays.
     *  One that was made just now is another one than was open. */
    async function open(app, path, made = []) {
      for (const one of app.shell.widgets("main")) {
        if (one.context?.path === path) {
          app.shell.activateById(one.id);
          if (!made.includes(path)) return one;
          await one.context.revert();
        }
      }
      return run(app, path);
    }

    /** Run what a link of ours opens: "Go on to the review" goes on.  JupyterLab's own
     *  handler would open it unrun; a notebook that is not trusted loses the mark. */
    function follow(app, event) {
      const link = event.target.closest?.("a[data-incident-kit-run]");
      const here = app.shell.currentWidget?.context?.path;
      if (!link || !here) return;
      event.preventDefault();
      event.stopPropagation();
      const beside = decodeURIComponent(link.dataset.incidentKitRun);
      open(app, PathExt.join(PathExt.dirname(here), beside))
        .catch(error => showErrorMessage(KINDS.review.label, error.message));
    }

    /** A press of "Open" in a notebook without an ID: once the kernel has taken the choice,
     *  its cell is run again, and those below it. */
    async function openChosen(app, event) {
      const form = event.target.closest?.("button") && event.target.closest(".ik-choosing");
      const panel = form && panelOf(app, form);
      const cells = panel?.content?.widgets ?? [];
      const at = cells.findIndex(one => one.node.contains(form));
      for (let wait = 0; at >= 0 && wait < 100; wait++) {
        await new Promise(done => setTimeout(done, 100));
        if (!form.querySelector(".ik-chosen")) continue;
        return NotebookActions.runCells(panel.content, cells.slice(at), panel.sessionContext);
      }
    }

    /** JupyterLab's keys with Ctrl or Cmd (save, palette) where one types, too: ipywidgets
     *  keeps what is pressed in a text field from JupyterLab, and the browser would save. */
    function pass(app, event) {
      if (!(event.ctrlKey || event.metaKey)) return;
      if (event.target.closest?.(".incident-kit-form :is(input, textarea)")) app.commands.processKeydownEvent(event);
    }

    /** Enter in a line that stamps: the text leaves at once, as a message of the line's
     *  own, and the line is empty for the next key.  A text that was not taken comes back. */
    function stamp(app, event) {
      const line = event.target, box = line.closest?.('.incident-kit-form [class*="ik-stamp-"]');
      if (event.key !== "Enter" || !box || !line.value.trim()) return;
      const [, id] = /\bik-stamp-(\S+)/.exec(box.className), text = line.value;
      const panel = panelOf(app, line);
      // ipywidgets' comm, which JupyterLab has no public way to ask for; without it, its way
      const comm = panel?.sessionContext?.session?.kernel?._comms?.get(id);
      if (!comm) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      let taken = false;
      const sent = comm.send({ method: "custom", content: { event: "stamp", text } });
      sent.onIOPub = ({ content }) => { taken ||= content.data?.content?.event === "taken"; };
      sent.done.catch(() => {}).then(() => {
        if (!taken) line.value = [text, line.value].filter(Boolean).join(" ");
      });
      line.value = "";
      line.dispatchEvent(new Event("change", { bubbles: true }));
    }

    function panelOf(app, node) {
      return [...app.shell.widgets("main")].find(one => one.node.contains(node));
    }

    /** The page is made of the notebook as its file has it: the press that builds saves first. */
    function saveFirst(app, event) {
      const press = event.target.closest?.(".incident-kit-form.ik-build button.mod-primary");
      const context = press && !press.dataset.saved && panelOf(app, press)?.context;
      if (!context) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      context.save().then(() => {
        press.dataset.saved = "yes";
        press.click();
        delete press.dataset.saved;
      });
    }

    /** "Go on to the review" goes on: what it makes is opened as soon as it is there. */
    function goOn(app, event) {
      const cell = event.target.closest?.(".incident-kit-form button.ik-go-on")?.closest(".jp-Cell");
      if (!cell) return;
      const find = () => cell.querySelector("a[data-incident-kit-run]");
      const before = find();
      const seen = new MutationObserver(() => {
        const link = find();
        if (!link || link === before) return;
        stop();
        link.click();
      });
      const stop = () => { seen.disconnect(); clearTimeout(late); };
      const late = setTimeout(stop, 20000);
      seen.observe(cell, { childList: true, subtree: true });
    }

    /** What was typed and not saved outlives its kernel: once the cell has run again, it
     *  stands in the new form as it stood in the old one. */
    function keepDrafts(app) {
      const FIELDS = ".incident-kit-form :is(input, textarea)", GONE = /restarting|dead|terminating/;
      const typed = new WeakSet(), watched = new WeakSet();
      const name = field => {
        const title = field.closest(".incident-kit-form").querySelector(".ik-title")?.textContent;
        return `${title}/${field.labels?.[0]?.textContent}`;
      };
      const isSaved = field => [...field.closest(".incident-kit-form").querySelectorAll(".ik-status")]
        .some(one => /^Saved/.test(one.textContent));
      const fields = panel => [...panel.node.querySelectorAll(FIELDS)];

      /** Put each draft into the field of its name, when there is a new one; look again until then. */
      const putBack = (panel, drafts, looks) => {
        for (const field of fields(panel)) {
          const value = drafts.get(name(field));
          if (value === undefined || typed.has(field) || field.closest(".jupyter-widgets-disconnected")) continue;
          drafts.delete(name(field));
          typed.add(field);
          if (field.value === value) continue;
          field.value = value;
          for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
        }
        if (drafts.size && looks && panel.isAttached) setTimeout(putBack, 1000, panel, drafts, looks - 1);
      };
      document.addEventListener("input", event => {
        if (!event.isTrusted || !event.target.closest?.(FIELDS)) return;
        typed.add(event.target);
        const panel = panelOf(app, event.target);
        if (!panel?.sessionContext || watched.has(panel)) return;
        watched.add(panel);
        panel.sessionContext.statusChanged.connect((_, status) => {
          if (!GONE.test(status)) return;
          const left = fields(panel).filter(one => typed.has(one) && one.value && !isSaved(one));
          if (left.length) putBack(panel, new Map(left.map(one => [name(one), one.value])), 600);
        });
      }, true);
    }

    /** Plain keys in a form are the form's: d d on a choice would delete the cell. */
    function keep(event) {
      if (!event.target.closest?.(".incident-kit-form")) return;
      event.target.toggleAttribute("data-lm-suppress-shortcuts",
        !(event.ctrlKey || event.metaKey || event.altKey));
    }

    async function run(app, path) {
      const panel = await app.commands.execute("docmanager:open", { path, factory: "Notebook" });
      await panel.context.ready;
      await panel.sessionContext.ready;
      await panel.sessionContext.session?.kernel?.info;
      // not runAll, which scrolls to the last cell: one reads from the top, in the
      // triage from its clock
      NotebookActions.runCells(panel.content, panel.content.widgets, panel.sessionContext)
        .then(() => {
          panel.node.querySelector(".jp-Cell:is(:has(.ik-replay), :has(.ik-clock))")?.scrollIntoView({ block: "start" });
          panel.node.querySelector(".ik-question textarea")?.focus({ preventScroll: true });
        })
        .catch(error => console.warn(`${NAME}: ${error.message}`));
      return panel;
    }

    return {
      id: `${NAME}:launcher`,
      description: "Starts the triage or the review of an incident.",
      autoStart: true,
      optional: [ILauncher, ICommandPalette],
      activate: (app, launcher, palette) => {
        document.head.append(element("style", {}, STYLE));
        document.addEventListener("click", event => follow(app, event), true);
        document.addEventListener("click", event => saveFirst(app, event), true);
        document.addEventListener("click", event => goOn(app, event), true);
        document.addEventListener("click", event => openChosen(app, event));
        keepDrafts(app);
        document.addEventListener("keydown", event => pass(app, event), true);
        window.addEventListener("keydown", keep, true);
        window.addEventListener("keypress", event => stamp(app, event), true);
        Object.values(KINDS).forEach((kind, rank) => {
          app.commands.addCommand(kind.command, {
            label: kind.label, caption: kind.caption,
            icon: new LabIcon({ name: kind.command, svgstr: kind.svg }),
            execute: async () => {
              try {
                const chosen = await choose(app, kind);
                return chosen && await open(app, chosen.path, chosen.made);
              } catch (error) {
                await showErrorMessage(kind.label, error.message);
              }
            },
          });
          launcher?.add({ command: kind.command, category: CATEGORY, categoryRank: 10, rank });
          palette?.addItem({ command: kind.command, category: CATEGORY });
        });
        // a notebook that a shell named: incident-kit lab ID; told once, to the first page
        app.restored.then(() => ask(app, "started", {})).then(({ path }) => path && run(app, path))
          .catch(error => console.warn(`${NAME}: ${error.message}`));
      },
    };
  }

  window._JUPYTERLAB = window._JUPYTERLAB ?? {};
  window._JUPYTERLAB[NAME] = {
    init: given => { scope = given; },
    get: async module => {
      if (module !== "./extension") throw new Error(`${NAME}: no ${module}`);
      const plugin = await makePlugin();
      return () => ({ __esModule: true, default: plugin });
    },
  };
})();
