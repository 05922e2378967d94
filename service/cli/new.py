"""`criteria-cards new`: a site's file, or a policy's folder, to fill in."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click
from msgspec import Struct

from criteria.load import POLICIES
from service.cli.chosen_policies import chosen_policies
from service.cli.examples import examples
from service.cli.exit_status import ExitStatus
from service.cli.facts import write_skeleton
from service.cli.installed_site import installed_site
from service.cli.output import json_option, print_result

_SCAFFOLD = Path(__file__).parent / "scaffolds" / "policy"
_PLAIN = re.compile(r"[A-Za-z][\w ().'-]*")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_EXAMPLES = examples(
    {
        "criteria-cards new site north-clinic": "writes north-clinic.yaml",
        "criteria-cards new site north-clinic --policy sc-medicaid-h2017-prs": "for one policy alone",
        "criteria-cards new policy ex-medicaid-h0031 --code H0031": "writes a folder of three files",
    }
)


class Scaffold(Struct, frozen=True):
    """The files that were written, to be filled in."""

    files: tuple[str, ...]


@click.group(epilog=_EXAMPLES)
def command() -> None:
    """Write a site's file or a policy's folder to fill in."""


def _id(_: click.Context, __: click.Parameter, value: str) -> str:
    if not _ID.fullmatch(value):
        raise click.BadParameter("expected lower case words and numbers with hyphens, as in north-clinic")
    return value


@command.command()
@click.argument("name", callback=_id)
@click.option(
    "--in", "folder", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="Where to write."
)
@click.option(
    "--policy",
    "policies",
    multiple=True,
    metavar="ID",
    help="A policy that the site uses, possibly several; all of them when left out.",
)
@json_option
def site(name: str, folder: Path, policies: tuple[str, ...], as_json: bool) -> int:
    """Write NAME.yaml with a line for each input of its policies, which passes `check` as it is."""
    file = folder / f"{name}.yaml"
    installed = installed_site()
    write_skeleton(file, installed, chosen_policies(installed, policies))
    told = (
        f"{file}: fill in its lines; `criteria-cards check {file}` tells what is wrong\n"
        f"serve with it: CRITERIA_CARDS_SITE={file} criteria-cards serve"
    )
    print_result(Scaffold((str(file),)), told, as_json)
    return ExitStatus.DONE


def _as_yaml(title: str) -> str:
    """A title as YAML has it anywhere: in quotes where it holds more than plain words."""
    return title if _PLAIN.fullmatch(title) else json.dumps(title, ensure_ascii=False)


@command.command()
@click.argument("name", callback=_id)
@click.option("--code", default="H0000", show_default=True, help="Service code of the policy, such as H0031.")
@click.option("--title", default="New Service", show_default=True, help="What the payer calls the service.")
@click.option(
    "--in",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=POLICIES,
    help="The folder of policies; that of this installation when left out.",
)
@json_option
def policy(name: str, code: str, title: str, folder: Path, as_json: bool) -> int:
    """Write the folder NAME with a policy's text, criteria and cases, which passes `check` as it is."""
    own = folder / name
    own.mkdir(parents=True)
    for template in sorted(_SCAFFOLD.iterdir()):
        text = template.read_text(encoding="utf-8")
        if template.name == "policy.yaml":
            text = text.format(id=name, code=code, title=_as_yaml(title))
        (own / template.name).write_text(text, encoding="utf-8")
    told = (
        f"{own}: put the payer's text into source.txt, then its criteria and cases into the others\n"
        f"`criteria-cards check {own}` tells what is wrong"
    )
    print_result(Scaffold(tuple(str(each) for each in sorted(own.iterdir()))), told, as_json)
    return ExitStatus.DONE
