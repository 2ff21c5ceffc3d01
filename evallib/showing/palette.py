"""The colours of charts, by the name that the page's style sheet has for each: there they follow the light or the dark theme."""

from __future__ import annotations

PALETTE = {"ink": "#1c2530", "soft": "#55606e", "line": "#d3d9e0", "bar": "#1d4f7c", "bar-soft": "#c3cedb", "bar-line": "#6b7686", "paper": "#ffffff"}
