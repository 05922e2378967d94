"""The hooks that are answered, by the id of their CDS service."""

from __future__ import annotations

from collections.abc import Mapping

from service.hooks.hook import Hook
from service.hooks.order_select import ORDER_SELECT
from service.hooks.order_sign import ORDER_SIGN
from service.hooks.patient_view import PATIENT_VIEW

HOOKS: Mapping[str, Hook] = {hook.id: hook for hook in (ORDER_SELECT, ORDER_SIGN, PATIENT_VIEW)}
