"""What coders say, and what the theme says, to accuracy, agreement, corrected shares and a learned reader."""

from helpers.coding.active_learning import draw_to_learn
from helpers.coding.all_coders import (
    describe_coders,
    gather_accuracy,
    gather_agreement,
    gather_axis_calibration,
    gather_confusion,
    gather_coverage,
    gather_disagreements,
    gather_labels,
    gather_matches,
    gather_prevalence,
)
from helpers.coding.annotations import place_coding, read_coders
from helpers.coding.exchange import read_codings, write_tasks
from helpers.coding.function_coder import code_papers, compose_prompt
from helpers.coding.labelling import label_papers
from helpers.coding.prevalence import compute_sample_plan, draw_sample

__all__ = [
    "code_papers", "compose_prompt", "compute_sample_plan", "describe_coders", "draw_sample", "draw_to_learn",
    "gather_accuracy", "gather_agreement", "gather_axis_calibration", "gather_confusion", "gather_coverage",
    "gather_disagreements", "gather_labels", "gather_matches", "gather_prevalence", "label_papers", "place_coding",
    "read_coders", "read_codings", "write_tasks",
]  # fmt: skip
