"""What the figures of vmcoach's README are measured with, and its pictures made; see README.md beside this."""
