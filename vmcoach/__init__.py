"""vmcoach: practice for sales voicemails, measured."""

__version__ = "0.7.0"
