"""`vmcoach models`: the Whisper models, whether their weights are here, fetching and checking them."""

from typing import Annotated

import typer

from vmcoach import console

app = typer.Typer(help="List, fetch and verify Whisper models.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", help="A model of `vmcoach models list`.", show_default=False)]
OptionalName = Annotated[
    str | None, typer.Argument(metavar="NAME", help="A model; all that are here if left out.", show_default=False)
]


@app.command("list")
def list_models() -> None:
    """List the models, their sizes and where the weights that are here come from."""
    from vmcoach.weights import known_models, weights_info

    for name, model in known_models().items():
        weights = weights_info(name)
        console.write(f"{name:15}{model.about_mb:>5} MB  {weights.origin if weights else 'not here'}\n")


@app.command()
def fetch(name: Name) -> None:
    """Fetch a model's weights, check them and say where they come from; nothing is fetched twice."""
    from vmcoach import weights

    with console.fetching(f"Looking for {name}") as progress:
        found = weights.fetch(name, progress)
    console.write(f"{name}: {found.origin}, verified, in {found.path}\n")


@app.command()
def verify(name: OptionalName = None) -> None:
    """Check weights that are here against their SHA-256; wrong ones are removed."""
    from vmcoach import weights
    from vmcoach.errors import ExitCode, WeightsError

    found = {each: weights.weights_info(each) for each in ([name] if name else weights.known_models())}
    here = [each for each in found.values() if each]
    if name and not here:
        raise WeightsError(f"The model {name} is not on this machine; run `vmcoach models fetch {name}`.")
    if not here:
        console.note("No model is on this machine yet; run `vmcoach models fetch base`.")
    code = ExitCode.OK
    for each in here:
        try:
            with console.fetching(f"Reading {each.model}"):
                weights.verify(each)
        except WeightsError as error:  # it does not hide what is wrong with the others
            console.note(f"vmcoach: {error}")
            code = ExitCode.SETUP
        else:
            console.write(f"{each.model}: verified ({each.origin})\n")
    raise typer.Exit(code)
