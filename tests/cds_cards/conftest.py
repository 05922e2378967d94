"""The small policy of the tests of whole cards."""

import pytest

from criteria.load import load_policy
from criteria.policy import Policy
from tests.cds_cards.small_policy import POLICY, SOURCE, VOCABULARY


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    folder = tmp_path_factory.mktemp("policy")
    (folder / "policy.yaml").write_text(POLICY, encoding="utf-8")
    (folder / "source.txt").write_text(SOURCE, encoding="utf-8")
    return load_policy(folder, VOCABULARY)
