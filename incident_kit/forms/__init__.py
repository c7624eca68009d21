"""Guided forms over the record: a skin without state, the file stays the truth.

``questions`` says what a form may ask, ``catalogue`` what each asks; ``sheet``
holds what the file said when a form was opened, ``edits`` turns what was typed
into the smallest edits, ``save`` writes them or offers both versions; ``card``
is the evidence beside the answer.  ``skin`` and ``fields`` show all this with
ipywidgets, ``opened`` is the way in.

A review is guided by ``review_desk``: ``checklist`` says what is missing and which
form answers it, ``explaining`` and ``gate`` ask why two things differ and whether it
is ready; ``doors`` and ``building`` show it.
"""
