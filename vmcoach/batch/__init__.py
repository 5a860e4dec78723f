"""A team's recordings graded together: found, heard once, judged, compared."""

from vmcoach.batch.figures import Figures
from vmcoach.batch.folder import locked
from vmcoach.batch.inputs import Found, find_takes
from vmcoach.batch.job import Job, Team
from vmcoach.batch.ledger import Tell
from vmcoach.batch.message_pages import MessagePages
from vmcoach.batch.observations import Heard
from vmcoach.batch.page import write_page
from vmcoach.batch.prospects import Notes
from vmcoach.batch.run import grade, read_contents, unheard
from vmcoach.batch.takes import Take
from vmcoach.batch.workers import Hear, dask, hear_by, hear_here, processes

__all__ = [
    "Figures",
    "Found",
    "Hear",
    "Heard",
    "Job",
    "MessagePages",
    "Notes",
    "Take",
    "Team",
    "Tell",
    "dask",
    "find_takes",
    "grade",
    "hear_by",
    "hear_here",
    "locked",
    "processes",
    "read_contents",
    "unheard",
    "write_page",
]
