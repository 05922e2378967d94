"""What the figures are held to, by size of the body (docs/performance.md); a missed target fails nothing."""

from __future__ import annotations

from collections.abc import Mapping

CALL_TO_DECODE: Mapping[str, float] = {"50 KB": 11.5, "500 KB": 3.3, "5 MB": 2.1}
TO_SAME_SERVER: Mapping[str, float] = {"50 KB": 7, "500 KB": 3.4, "5 MB": 2.1}
TO_RAW_SOCKET: Mapping[str, float] = {"50 KB": 15, "500 KB": 6.4, "5 MB": 4.6}
TO_TREE_BEFORE = 1.05
REVIEW_TO_DECODE = 4.5
SLOPE_TO_SAME_SERVER = 2.6
DIRTY_TO_CLEAN = 1.1
P99_TO_P50 = 3
AWAY_TO_WELL = 1.2
IDLE_MIB = 80
FIRST_CALL_MS = 10
