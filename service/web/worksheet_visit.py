"""One request to a worksheet: its session, the draft, the record, and the page that comes of them."""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as NoBase64
from collections.abc import Iterator

from flask import Response, request

from cds_cards.worksheet_wording import WorksheetWording
from criteria.policy import Policy
from service.clock import now
from service.current_request import request_id
from service.ehr.complete_prefetch import PrefetchValues
from service.errors import PreconditionFailed
from service.hooks.completed_record import Chart
from service.smart.seals import SealBroken
from service.smart.session import Session
from service.web.html import form_page
from service.web.launching import CAREGIVERS, kinds_read
from service.web.session_chart import chart_of
from service.web.shipped_charts import shipped_chart
from service.web.state import cds_service
from service.web.worksheet_pages import sheet_page, states_part
from service.web.worksheet_session import CSRF_FIELD, path_of, sessions_answer
from service.web.worksheet_standing import not_granted, of_another_patient, what_is_written, why_not
from service.worksheet.desk import Desk
from service.worksheet.draft import Draft, decoded, encoded, known_names, posted_draft
from service.worksheet.notices import plain_notice, unread
from service.worksheet.reading import Reading, Wanted, packed, read_chart, unpacked
from service.worksheet.sheet import READ_AGAIN, Around, sheet_of
from service.worksheet.teller import Teller
from service.worksheet.view.notices import Notice
from service.worksheet.view.parts import Action, Mark
from service.worksheet.worked import Worked, work

RECORD, POLICY, PHASE = "record", "policy", "phase"
"""Names of hidden fields: the sealed record, and what the worksheet is about."""
SWAP = "X-Swap"
"""The header of a page's script, which swaps what changed."""


class Visit:
    """A worksheet as one request finds it; every method may raise what the session's chart does."""

    def __init__(self, session: Session, policy: Policy) -> None:
        service = cds_service()
        self.session = session
        self.chart, self._sent = _chart(session)
        phase = request.values.get(PHASE, "") or session.phase
        self.desk: Desk = service.worksheets.desk(session, self.chart, policy, phase)
        self.words: WorksheetWording = self.desk.words
        self.teller = Teller(self.desk)
        self.path = path_of(session)
        self.notices: list[Notice] = []

    @property
    def again(self) -> Action:
        """Reads the record again."""
        return Action(self.words.page.read_again, f"{self.path}/states", READ_AGAIN, is_first=True)

    def kept_draft(self) -> Draft:
        """The unsaved form as it was kept."""
        with sessions_answer():
            return decoded(cds_service().sessions.draft(self.session))

    def posted_draft(self) -> Draft:
        """The unsaved form as it was posted; from now on it is kept."""
        known = known_names(self.desk.parts)
        draft = posted_draft(request.form.items(multi=True), known, self.kept_draft())
        self.keep(draft)
        return draft

    def take_up(self) -> None:
        """Take the worksheet up again, since its user says that its patient is meant."""
        with sessions_answer():
            self.session = cds_service().sessions.take_up(self.session)

    def keep(self, draft: Draft | None) -> None:
        """Keep the unsaved form in place of what was kept; none forgets it."""
        with sessions_answer():
            cds_service().sessions.keep_draft(self.session, encoded(draft) if draft else b"")

    def read(self) -> Reading:
        """The record, read now."""
        may_ask = self.session.grants.may_read((CAREGIVERS,))
        wanted = Wanted(self.desk.policy.service.code, self.session.user, with_caregivers=may_ask)
        at = now(self.chart.site.reviewer.mapping.zone)
        found = read_chart(self.chart, wanted, at, self._sent)
        cds_service().metrics.count_searches(found.searches)
        return found.reading

    def carried(self) -> Reading:
        """The record that the page carried; read anew where that was asked for, or it cannot be used."""
        if READ_AGAIN in request.form:
            return self.read_anew()
        if carried := self._opened():
            return carried
        if request.form.get(RECORD, ""):
            words = self.words.notices
            self.notices.append(plain_notice(Mark.UNREAD, words.read_anew, words.read_anew_line))
        return self.read()

    def read_anew(self) -> Reading:
        """The record, read now; where the chart does not give it, what the page carried, which is said."""
        words = self.words.notices
        self.notices = [each for each in self.notices if each.heading != words.not_read]
        try:
            return self.read()
        except PreconditionFailed:
            carried = self._opened()
            if carried is None:
                raise
            line = words.not_read_line.format(time=f"{carried.at:%H:%M}")
            self.notices.append(plain_notice(Mark.UNREAD, words.not_read, line))
            return carried

    def _opened(self) -> Reading | None:
        """The record that the page carried, if it is one of this worksheet's and whole."""
        seal = cds_service().sessions.seal(self.session)
        try:
            return unpacked(seal.open(b64decode(request.form.get(RECORD, ""), validate=True), self._purpose))
        except (SealBroken, NoBase64, ValueError):
            return None

    def page(self, worked: Worked, around: Around | None = None, status: int = 200) -> Response:
        """The sheet as an answer: whole, or for the page's script what changes."""
        service = cds_service()
        is_swap = SWAP in request.headers
        around = around or Around(self.path)
        standing = of_another_patient(self.session, self.words, worked.reading.banner.name, self.path)
        notices = (*around.notices, *self.notices, *standing, *self._lacking(worked))
        view = sheet_of(
            worked,
            Around(
                self.path,
                tuple(self._hidden(worked)),
                notices,
                around.problems,
                why_not(self.session, self.words.page),
                around.save or (self.words.page.would_write if self.session.kind == "shipped" else ""),
                around.is_problem,
                not is_swap,
                writes=what_is_written(self.session, self.words.page),
            ),
        )
        write = states_part if is_swap else sheet_page
        framed_by = service.launching.apps.framed_by(self.session.client)
        return form_page(write(service.templates, view), status, framed_by)

    def work(self, reading: Reading, draft: Draft) -> Worked:
        """The sheet as far as it is filled in."""
        return work(self.desk, reading, draft)

    @property
    def _purpose(self) -> str:
        """What a sealed record is bound to, besides the session's own key."""
        return f"record {self.session.launch} {self.session.patient} {self.desk.policy.id}"

    def _hidden(self, worked: Worked) -> Iterator[tuple[str, str]]:
        yield CSRF_FIELD, self.session.csrf_token
        yield POLICY, self.desk.policy.id
        if content := packed(worked.reading):
            seal = cds_service().sessions.seal(self.session)
            yield RECORD, b64encode(seal.close(content, self._purpose)).decode()

    def _lacking(self, worked: Worked) -> Iterator[Notice]:
        yield from not_granted(self.session, kinds_read(self.chart.site), self.words)
        yield from unread(worked, self.teller, request_id(), self.again)


def _chart(session: Session) -> tuple[Chart, PrefetchValues]:
    """The chart of a session; of a shipped patient, with all there is."""
    chart = chart_of(session)
    return shipped_chart(chart) if session.kind == "shipped" else (chart, {})
