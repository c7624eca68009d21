"""The ranking of places for a scorer that hands over two frames.

Its index is epoch seconds, its columns are ``component|metric``; the rows to
compare with are given, since in some cases they lie after the others.  Run from
``tests/benchmarks``::

    python PATH/score_location.py location_adapter:rank
"""

from __future__ import annotations

import pandas as pd

from incident_kit.blast.location import rank_locations
from incident_kit.results.findings import AnchorTime


def rank(normal: pd.DataFrame, abnormal: pd.DataFrame) -> list[str]:
    """Return the components, the one that moved furthest first."""
    good, during = _by_place(normal), _by_place(abnormal)
    first = during.index[0]
    anchor = AnchorTime.at(last_good=first, first_bad=first)
    return [one.place for one in rank_locations(during, anchor, normal=good)]


def _by_place(frame: pd.DataFrame) -> pd.DataFrame:
    columns = [tuple(str(one).split("|", 1)) for one in frame.columns]
    times = pd.to_datetime(frame.index, unit="s", utc=True)
    made = pd.DataFrame(frame.to_numpy(dtype=float), index=times)
    made.columns = pd.MultiIndex.from_tuples(columns)
    return made[~made.index.duplicated()].sort_index()
