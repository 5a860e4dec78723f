"""What the parts of a message are called: the same in every report, finding and advice."""

_NAMES = {
    "recipient": "their name",
    "caller": "your name",
    "company": "your company",
    "reason_for_call": "reason for the call",
    "specific_hook": "hook for them",
    "value": "result",
    "generic_pitch": "generic pitch",
    "cliches": "clichés",
}
"""By the field of a document; those left out are called as their fields are."""


def part_name(field: str, profile: str = "callback") -> str:
    """The name of a part, or of a row of the score, under a rubric's profile."""
    return "pointer to the email" if (field, profile) == ("ask", "email") else _NAMES.get(field, field)


def the_part(field: str, profile: str = "callback") -> str:
    """The same inside a sentence."""
    name = part_name(field, profile)
    return name if name.startswith(("their ", "your ")) else f"the {name}"
