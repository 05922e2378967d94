"""Explains a record that no hook asked about: as for services that somebody considers ordering."""

from __future__ import annotations

from collections.abc import Collection

from service.ehr.complete_prefetch import PrefetchValues
from service.explanation.explained import Reviewed, explained
from service.explanation.explanation import Explanation
from service.explanation.searches import searches_told
from service.hooks.completed_record import Chart, completed_record
from service.review.question import Question


def explained_record(
    chart: Chart, sent: PrefetchValues, services: Collection[str], *, show_names: bool = False
) -> Explanation:
    """What the policies of some services come to by a chart, told in full.

    `sent` is what is known of it already; what that lacks is asked of the chart's server.

    Raises:
        NoPatient: when the Patient cannot be had.
    """
    question = Question(dict.fromkeys(services, ()))
    record, gathered = completed_record(chart, sent, question)
    review = chart.site.reviewer.review(record, question, chart.on)
    searches = searches_told(chart.site.searches, sent, gathered.searches)
    reviewed = Reviewed(chart.site, chart.on, question, review, record)
    return explained(reviewed, searches, show_names=show_names)
