"""What counts as good: all thresholds and weights, and the TOML files in which a team keeps its own."""

from vmcoach.rubric.settings import Ceiling, Floor, Grades, Level, PaceBand, Profile, Rubric, Weights, times_weighed
from vmcoach.rubric.toml import load_rubric, rubric_toml, starter_toml

__all__ = [
    "Ceiling",
    "Floor",
    "Grades",
    "Level",
    "PaceBand",
    "Profile",
    "Rubric",
    "Weights",
    "load_rubric",
    "rubric_toml",
    "starter_toml",
    "times_weighed",
]
