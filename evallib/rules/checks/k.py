"""Family K: plausibility."""

from __future__ import annotations

from collections.abc import Iterator

from evallib.figures import total
from evallib.reading.record import OPERATING_PARTS, Record
from evallib.rules.checks.a import known_parts
from evallib.rules.findings import Finding, Outcome, check
from evallib.words import Words

WHOLES = {
    "exp_basic": (("exp_operating",), ("exp_personnel",)),
    "exp_operating": (OPERATING_PARTS,),
    "exp_project": (("project_work", "project_operation"), ("priority_project",)),
    "rev_total": (("rev_appropriation",),),
    "assets_total": (("assets_in_use",),),
    "tasks_done": (("tasks_on_time",), ("tasks_quality_met",)),
    "priority_tasks_assigned": (("priority_tasks_closed",),),
    "survey_valid": (("survey_satisfied",),),
}


@check("K3", "部分不超过整体", "A part does not exceed its whole", cites="EVALLIB")
def part_within_whole(record: Record) -> Iterator[Finding]:
    """What is a part of something is not larger than it, beyond rounding."""
    for whole_item, groups in WHOLES.items():
        for period in record.periods_of(whole_item):
            whole = record.figure(whole_item, period)
            for parts in (known_parts(record, group, period) for group in groups):
                if parts:
                    part = total(parts) if len(parts) > 1 else parts[0]
                    names = "＋".join(p.label.zh for p in parts), " + ".join(p.label.en for p in parts)
                    beyond = (part - whole).interval.low > 0
                    yield Finding(
                        "K3",
                        Outcome.FAIL if beyond else Outcome.PASS,
                        whole.label,
                        Words(
                            f"{names[0]}为{part.arithmetic('zh')}，{'超过' if beyond else '不超过'}{whole.label.zh}{whole.shown('zh')}",
                            f"{names[1]}: {part.arithmetic('en')}, {'more' if beyond else 'not more'} than {whole.label.en}, {whole.shown('en')}",
                        ),
                        whole,
                        part if beyond else None,
                        question=Words("两个数的口径是否一致？", "Do the two have the same scope?") if beyond else Words("", ""),
                        places=part.sources,
                    )
