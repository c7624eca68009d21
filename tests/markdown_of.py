"""A review as Markdown, made without a kernel."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from customers import TEMPLATE
from template_cells import sections_of

from incident_kit.export.markdown import markdown_document
from incident_kit.review.workbook import open_review

if TYPE_CHECKING:
    from pathlib import Path


def markdown_of(incident_id: str, home: Path, **given: str) -> str:
    review = open_review(incident_id, home=str(home), **given)
    cells = json.loads(TEMPLATE.read_text(encoding="utf-8"))["cells"]
    names = [name for cell in cells for name in sections_of(cell)]
    parts = [getattr(review, name) for name in names]
    return markdown_document(parts, page="review.html")
