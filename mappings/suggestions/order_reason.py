"""A reason for a draft order that has none: the order as it came, byte for byte, and a reasonReference."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import msgspec
from msgspec import UNSET, Raw, Struct

from mappings.fhir.bundles import MAX_BUNDLES_DEEP
from mappings.fhir.resources import ABSENT, Scalar, list_of


class _Entry(Struct, gc=False):
    resource: Raw = ABSENT


_Entries = list[_Entry | list[Any] | Scalar] | dict[str, Any] | Scalar


class _Drafts(Struct, gc=False):
    entry: _Entries = None


class _Context(Struct, gc=False):
    draftOrders: _Drafts


class _Draft(Struct, gc=False):
    """What decides whether an order can be given a reason; or a Bundle of further ones."""

    resourceType: Any = None
    id: Any = None
    status: Any = None
    intent: Any = None
    subject: Any = None
    entry: _Entries = None
    reasonCode: Any = UNSET
    reasonReference: Any = UNSET
    implicitRules: Any = UNSET
    modifierExtension: Any = UNSET

    @property
    def lacks_a_reason(self) -> bool:
        """Whether it is a ServiceRequest with all that R4 requires, without a modifier or a reason."""
        required = isinstance(self.status, str) and isinstance(self.intent, str) and bool(self.subject)
        further = (self.reasonCode, self.reasonReference, self.implicitRules, self.modifierExtension)
        return self.resourceType == "ServiceRequest" and required and all(each is UNSET for each in further)


def orders_with_reason(context: Raw, orders: Collection[str], references: Sequence[str]) -> Iterator[Raw]:
    """Those of the draft orders, by `Type/id`, that lack a reason, each with Conditions as its reasons.

    `context` is that of the hook as it came. What FHIR knows nothing of, such as a null, is not sent back.
    """
    reason = msgspec.json.encode([{"reference": each} for each in references])
    for whole, draft in _drafts(msgspec.json.decode(context, type=_Context).draftOrders.entry):
        if f"ServiceRequest/{draft.id}" not in orders or not draft.lacks_a_reason:
            continue
        if _is_filled(msgspec.json.decode(whole)):
            yield Raw(bytes(whole).rstrip()[:-1] + b',"reasonReference":' + reason + b"}")


def _is_filled(value: object) -> bool:
    """Whether there is no null and no empty text, list or object anywhere in it."""
    if isinstance(value, list | dict):
        return bool(value) and all(map(_is_filled, value.values() if isinstance(value, dict) else value))
    return value is not None and value != ""


def _drafts(entries: _Entries, deep: int = MAX_BUNDLES_DEEP) -> Iterator[tuple[Raw, _Draft]]:
    for entry in list_of(entries, _Entry) if deep else ():
        if not bytes(entry.resource).lstrip().startswith(b"{"):
            continue
        draft = msgspec.json.decode(entry.resource, type=_Draft)
        if draft.resourceType == "Bundle":
            yield from _drafts(draft.entry, deep - 1)
        else:
            yield entry.resource, draft
