"""What coders say, and what the reading of the theme says, to accuracy, agreement and corrected shares."""

from helpers.coding.accuracy import (
    SCORES,
    compute_accuracy,
    compute_confusion,
    compute_coverage,
    compute_label_accuracy,
    describe_accuracy,
    describe_coders,
    gather_accuracy,
    gather_confusion,
    gather_coverage,
    gather_labels,
    match_readings,
)
from helpers.coding.agreement import compute_agreement, list_disagreements, match_coders
from helpers.coding.all_coders import (
    gather_agreement,
    gather_axis_calibration,
    gather_disagreements,
    gather_prevalence,
    read_coders,
)
from helpers.coding.annotations import read_annotations, write_annotations
from helpers.coding.labelling import label_papers
from helpers.coding.prevalence import compute_sample_plan, draw_sample, estimate_prevalence

__all__ = [
    "SCORES",
    "compute_accuracy",
    "compute_agreement",
    "compute_confusion",
    "compute_coverage",
    "compute_label_accuracy",
    "compute_sample_plan",
    "describe_accuracy",
    "describe_coders",
    "draw_sample",
    "estimate_prevalence",
    "gather_accuracy",
    "gather_agreement",
    "gather_axis_calibration",
    "gather_confusion",
    "gather_coverage",
    "gather_disagreements",
    "gather_labels",
    "gather_prevalence",
    "label_papers",
    "list_disagreements",
    "match_coders",
    "match_readings",
    "read_annotations",
    "read_coders",
    "write_annotations",
]
