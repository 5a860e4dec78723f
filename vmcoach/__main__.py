"""`python -m vmcoach` and the installed `vmcoach` command."""

from vmcoach.cli import app


def main() -> None:
    """Run the command line."""
    app(prog_name="vmcoach")


if __name__ == "__main__":
    main()
