"""The leaf of what a policy leaves unsaid."""

from __future__ import annotations

from typing import ClassVar

from criteria.findings import Missing
from criteria.form import Form
from criteria.node_result import EvaluationInput, NodeResult
from criteria.reasons import ReasonCode
from criteria.strict_model import Text
from criteria.truth import Truth


class Undetermined(Form):
    """The policy is silent here: always unknown, for the reason given."""

    key: ClassVar[str] = "undetermined"
    undetermined: Text

    def evaluate(self, _: EvaluationInput) -> NodeResult:
        return NodeResult(
            Truth.UNKNOWN, missing=(Missing("policy", self.undetermined, ReasonCode.POLICY_SILENT),)
        )
