"""Incidents full of marked secrets, and an own way to read a finished file."""

from __future__ import annotations

import base64
import html
import io
import itertools
import json
import random
import re
import urllib.parse
from pathlib import Path

from nbformat import v4
from PIL import Image
from template_cells import sections_of

from incident_kit.review.preprocess import page_text
from incident_kit.review.workbook import open_review

ROOT = Path(__file__).parents[1]
TEMPLATE = ROOT / "templates" / "postmortem.ipynb"


def run_in_process(incident_id: str, home: Path, *, profile: str, more=()) -> object:
    """Return the notebook that a run of the template gives, without a kernel."""
    review = open_review(incident_id, home=str(home), profile=profile)
    cells = []
    for cell in json.loads(TEMPLATE.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        values = [getattr(review, name) for name in sections_of(cell)]
        if "setup" in cell["metadata"].get("tags", ()):
            values = [review]
        for value in values:
            bundle = value._repr_mimebundle_()
            output = v4.new_output("display_data", data=bundle)
            tags = cell["metadata"].get("tags", [])
            cells.append(v4.new_code_cell(outputs=[output], metadata={"tags": tags}))
    cells[-1:-1] = more
    return v4.new_notebook(cells=cells)


def customer_page(incident_id: str, home: Path, more=()) -> str:
    return page_text(run_in_process(incident_id, home, profile="customer", more=more))


def readable(page: str) -> str:
    """Return all that a curious reader could get out of a file, in one text."""
    texts = [page, html.unescape(page), urllib.parse.unquote(page)]
    texts.append(re.sub(r"\\([0-9a-f]{6}) ?", lambda m: chr(int(m[1], 16)), page))
    for mime, data in re.findall(r"data:([\w/+.-]+);base64,([A-Za-z0-9+/=]+)", page):
        raw = base64.b64decode(data)
        texts.append(raw.decode("utf-8", "replace"))
        texts.append(html.unescape(raw.decode("utf-8", "replace")))
        if mime in {"image/png", "image/jpeg"}:
            texts.append(str(Image.open(io.BytesIO(raw)).info))
    bare = [re.sub(r"<[^>]*>", gap, text) for text in texts for gap in ("", " ")]
    return "\n".join(" ".join(text.split()) for text in (*texts, *bare)).casefold()


class Secrets:
    """Marked values, each once, in the shapes that people write."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._count = itertools.count(1)
        self.given: dict[str, str] = {}

    def __call__(self, field: str) -> str:
        word = "".join(self._random.choice("bcdfgkmpqvxz") for _ in range(7))
        shape = self._random.choice(
            [
                "{w}",
                "{W} {n}",
                "host-{w}.example",
                "{w} & <b>{W}</b>",
                "Ünï {w} ☃",
                "8 GB of {w}",
                "{w}{w}{w}{w}/{n}",
                "“{W}”: 'it' {n} %",
                "*{w}* _x_ `y`",
                "{w}\u202e{n}",
                "line {w} one\nline {w} two",
            ]
        )
        text = shape.format(w=word, W=word.title(), n=next(self._count))
        self.given[field] = text
        return text


def secret_record(incident_id: str, seed: int) -> tuple[dict, Secrets]:
    """Return a whole record in which every free text is a marked secret."""
    say, draw = Secrets(seed), random.Random(seed)
    people = {"commander": f"Ada {say('person').splitlines()[0]}"}
    link = f"https://wiki.example/{say('link').encode().hex()}"

    def times() -> dict:
        minute = draw.randrange(10, 50)
        return {"at": f"2024-05-14 09:{minute}", "source": say("s"), "note": say("n")}

    def letter(name: str, **more: object) -> dict:
        return {
            "answer": say(f"blast.{name}.answer"),
            "by": say(f"blast.{name}.by"),
            "answered_at": "2024-05-14 09:05",
            "earlier": [{"answer": say(f"blast.{name}.earlier")}],
            **more,
        }

    record = {
        "schema": 1,
        "id": incident_id,
        "title": say("title"),
        "severity": say("severity"),
        "timezone": "Europe/Berlin",
        "services": [say("services")],
        "tags": [say("tags")],
        "roles": people,
        "summary": f"{say('summary')} See [here]({link}).",
        "started_at": "2024-05-14 08:50",
        "detected_at": times(),
        "mitigated_at": "2024-05-14 10:02",
        "fixed_at": "2024-05-14 11:31",
        "blast": {
            "blast_radius": letter(
                "blast_radius", affected=175342, of=912345, unit=say("u")
            ),
            "location": letter("location", affected=[say("place")], fine=[say("fine")]),
            "anchor_time": letter("anchor_time"),
            "system_change": letter("system_change", suspects=["c1"]),
            "temporary_mitigation": letter(
                "temporary_mitigation",
                options=[{"what": say("option"), "used": "false"}],
            ),
        },
        "changes": [
            {
                "id": "c1",
                "what": say("changes"),
                "at": "2024-05-14 08:40",
                "kind": say("kind"),
                "reaches": [say("reaches")],
                "source": say("changes.source"),
                "note": say("changes.note"),
            }
        ],
        "actions": [
            {
                "id": "a1",
                "for": "stabilize",
                "what": say("actions"),
                "effect": "full",
                "applied_at": "2024-05-14 10:00",
                "by": people["commander"],
                "note": say("actions.note"),
                "price": say("price"),
            },
            {
                "id": "a2",
                "for": "fix",
                "what": f"{say('fix')} by {people['commander']}",
                "applied_at": "2024-05-14 11:30",
                "removes_cause": "true",
            },
        ],
        "hypotheses": [{"what": say("hypotheses"), "by": say("hypotheses.by")}],
        "impact": [
            {
                "name": say("impact").split("\n")[0],
                "unit": "state",
                "during": [["2024-05-14 08:50", "2024-05-14 10:02"]],
                "level": say("level"),
                "means": say("means"),
                "query": say("query"),
                "source": say("impact.source"),
            }
        ],
        "losses": [{"what": say("losses"), "count": 48151}],
        "timeline": [
            {
                "at": "2024-05-14 09:01",
                "what": say("timeline"),
                "source": say("ts"),
                "link": link,
            },
            {
                "at": "2024-05-14 09:30",
                "what": f"{people['commander']} wrote {link} home",
            },
        ],
        "trigger": {"what": say("trigger"), "kind": "deploy"},
        "contributing_factors": [say("contributing_factors")],
        "surprises": [say("surprises")],
        "lucky": [say("lucky")],
        "difficulties": [say("difficulties")],
        "questions": [
            {"what": say("questions"), "owner": say("owner"), "answer": say("a")}
        ],
        "follow_ups": [
            {
                "what": say("follow_ups"),
                "owner": say("fo"),
                "ticket": say("tk"),
                "due": "2024-06-01",
                "state": "open",
                "link": link,
            }
        ],
        "related": [{"id": say("related"), "why": say("why")}],
        "updates": [{"what": say("updates"), "to": say("to")}],
        "causes": [{"what": say("causes"), "fixed_by": "a2"}],
        "went_well": [say("went_well")],
        "happened_before": [say("happened_before")],
        "references": [{"what": say("references"), "note": say("rn"), "link": link}],
        "extra": {"cost centre": say("extra"), say("key").split("\n")[0]: "4711"},
        "explanations": [
            {
                "field": "clocks.mitigate",
                "why": say("explanations"),
                "by": say("explanations.by"),
                "at": times(),
            }
        ],
    }
    return record, say


def write_home(folder: Path, record: dict, *, narrative: str = "") -> Path:
    home = folder / "incidents"
    place = home / record["id"]
    place.mkdir(parents=True, exist_ok=True)
    text = json.dumps(record, ensure_ascii=False, indent=1)
    (place / "incident.yaml").write_text(text, encoding="utf-8")
    if narrative:
        (place / "narrative.md").write_text(narrative, encoding="utf-8")
    return home
