"""Notes on the prospect, and which of them a message really uses."""

from vmcoach.prospect.mentions import Mention, facts_said, forbidden_said
from vmcoach.prospect.naming import greeted, may_be_same_name
from vmcoach.prospect.notes import Prospect, load_prospect, load_prospects, prospect_key, prospect_of

__all__ = [
    "Mention",
    "Prospect",
    "facts_said",
    "forbidden_said",
    "greeted",
    "load_prospect",
    "load_prospects",
    "may_be_same_name",
    "prospect_key",
    "prospect_of",
]
