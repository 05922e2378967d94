"""Rules in which one policy is installed alone, wherever its folder lies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from criteria.load import other_name
from criteria.strict_yaml import refuse
from service.review.rule_files import INSTALLED, RuleFiles


@contextmanager
def alone(folder: Path) -> Iterator[RuleFiles]:
    """The installed rules with this policy in place of all others; what is changed in its folder is seen.

    Raises:
        FileError: when the folder has not the name of the policy, or its file is no YAML.
    """
    own = folder.resolve()
    refuse(other_name(own))
    with TemporaryDirectory() as policies:
        (Path(policies) / own.name).symlink_to(own, target_is_directory=True)
        yield INSTALLED._replace(policies=Path(policies))
