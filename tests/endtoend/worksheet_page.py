"""A worksheet in a browser, as a clinician works on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from playwright.sync_api import Locator, Page, expect

CANNOT_TELL = "cannot-tell"
LAST_WEEK = (date.today() - timedelta(days=7)).isoformat()  # noqa: DTZ011  # a person's own day


class WorksheetPage:
    """One open worksheet."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def heading(self) -> str:
        """The service and the criteria that the page is of."""
        return self.page.inner_text("h1")

    @property
    def words(self) -> str:
        """All that the page says."""
        return self.page.inner_text("main")

    @property
    def tally(self) -> str:
        """What the record as it stands comes to."""
        return self.page.inner_text(".tally")

    @property
    def notices(self) -> str:
        """What the page has to say."""
        return " ".join(self.page.locator(".notice").all_inner_texts())

    def asked(self) -> set[str]:
        """The facts that the page asks for: its questions, rows of ratings and fields of scores."""
        names = self.page.locator("#sheet input[type=radio], #sheet input[type=number]").evaluate_all(
            "found => found.map(each => each.name)"
        )
        return {name for name in names if "." not in name}

    def answer(self, **given: str) -> None:
        """Answer some questions; hyphens of a fact are written as underscores."""
        for name, value in given.items():
            self._answer(name.replace("_", "-"), value)

    def answer_all(self, but: Mapping[str, str] | None = None) -> set[str]:
        """Answer everything that is asked, with a yes or a moderate impairment unless told otherwise.

        An empty answer leaves a question out. The facts that were answered.
        """
        answered = set()
        for fact in sorted(self.asked()):
            if value := (but or {}).get(fact, self._usual(fact)):
                self._answer(fact, value)
                answered.add(fact)
        return answered

    def told_by(self, fact: str, name: str, relationship: str) -> None:
        """Say that it is a caregiver's answer."""
        self._choice(f"{fact}.by", "related-person").check()
        self.page.locator(f"input[name='{fact}.name']").fill(name)
        self.page.locator(f"input[name='{fact}.relationship']").fill(relationship)

    def told_by_the_member(self, fact: str) -> None:
        """Say that it is the patient's own answer."""
        label = self.page.get_by_label("The member told me", exact=True)
        label.and_(self.page.locator(f"#sheet input[name='{fact}.by']")).check()

    def to_discharge(self) -> None:
        """Go on to the discharge criteria, by the page's own button."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name="Discharge criteria", exact=True).click()

    def contradict(self, fact: str) -> None:
        """Say that a colleague's answer was read, and that one's own is to stand beside it."""
        self._choice(f"{fact}.contradicts", "keep").check()

    def correct(self, fact: str, value: str) -> None:
        """Correct an answer of one's own."""
        if not self._choice(fact, value).count():
            with self.page.expect_navigation():
                self.page.locator(f"button[name=correct][value*='{fact}']").click()
        self._answer(fact, value)

    def save(self) -> None:
        """Attest and save."""
        self.page.locator("#f-attest").check()
        with self.page.expect_navigation():
            self.page.locator(".bar .btn.first").click()

    def file(self) -> None:
        """File the summary in the chart."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="File in the chart").click()

    def expect_would(self, words: str) -> None:
        """Wait until the page says what the answers would come to."""
        expect(self.page.locator("#would")).to_contain_text(words)

    def _usual(self, fact: str) -> str:
        is_score = self.page.locator(f"#sheet input[type=number][name='{fact}']").count()
        return "22" if is_score else "moderate" if self._choice(fact, "moderate").count() else "yes"

    def _answer(self, fact: str, value: str) -> None:
        choice = self._choice(fact, value)
        if choice.count():
            choice.check()
            if (mine := self._choice(f"{fact}.by", "me")).count():
                mine.check()
        elif self._choice(fact, "on").count():
            self._choice(fact, "on").check()
            self.page.locator(f"input[name='{fact}.on']").fill(LAST_WEEK)
        elif (score := self.page.locator(f"#sheet input[type=number][name='{fact}']")).count():
            score.fill(value)
            question = score.locator("xpath=ancestor::fieldset[1]")
            question.locator("input[type=date]").fill(LAST_WEEK)
            question.locator("xpath=following-sibling::fieldset[1]").locator("input[value=me]").check()
        else:
            raise AssertionError(f"{fact} cannot be answered with {value}")

    def _choice(self, fact: str, value: str) -> Locator:
        return self.page.locator(f"#sheet input[name='{fact}'][value='{value}']")
