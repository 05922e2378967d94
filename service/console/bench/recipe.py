"""What the request bench is set to: a recipe, the facts laid over its patient's, and whose mapping reads it.

It is all that a run needs to be made anew, and the only thing of a run that is ever saved: by who works at
the bench, as a file of theirs.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from service.simulator.recipe import Recipe


class BenchRecipe(Struct, frozen=True, rename="camel", omit_defaults=True, forbid_unknown_fields=True):
    """A recipe at the bench; `facts` are answers by fact, `none` for what nobody answered.

    `site` is the file of an installed site, the default one when empty; `site_file` is the text of one that
    was edited here, which takes its place.
    """

    recipe: Recipe = Recipe()
    facts: Mapping[str, str] = {}
    site: str = ""
    site_file: str = ""


def read_bench_recipe(text: bytes | str) -> BenchRecipe:
    """What the bench was set to, out of a saved run, a saved recipe, or one of `criteria-cards fire`.

    Raises:
        ValueError: when it is none of these, with the member that is wrong.
    """
    try:
        saved = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
        if isinstance(bench := saved.get("bench"), msgspec.Raw):
            return msgspec.json.decode(bench, type=BenchRecipe)
        recipe = saved.get("recipe")
        if recipe is not None and saved.keys() <= set(BenchRecipe.__struct_encode_fields__):
            return msgspec.json.decode(text, type=BenchRecipe)
        return BenchRecipe(msgspec.json.decode(recipe if recipe is not None else text, type=Recipe))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise ValueError(f"this is no saved run: {error}") from error


def written(recipe: BenchRecipe) -> str:
    """What the bench is set to, as JSON in one line."""
    return msgspec.json.encode(recipe).decode()
