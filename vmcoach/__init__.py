"""vmcoach: practice for sales voicemails, measured."""

__version__ = "0.8.0"
