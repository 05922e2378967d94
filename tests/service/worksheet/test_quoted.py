"""The words of the parts that are asked about, beside those of their criterion."""

from __future__ import annotations

from tests.service.worksheet.desks import criterion, shown, table

CHILD = "h2017-child-admission-unknown"


def test_a_part_that_is_asked_about_has_its_title_its_own_words_whole_and_a_way_to_it() -> None:
    [part] = criterion(shown(table(CHILD)), "I").parts
    assert part.title == "CALOCUS composite of 17 or above (6 to 18 years)"
    assert part.paragraphs == (
        "For beneficiaries 6-18 years, has been assigned a minimum CALOCUS composite score of 17",
    )
    assert part.link.text == "I.3"
    assert part.link.href.endswith("/policies/sc-medicaid-h2017-prs/admission-child#I.3")


def test_words_of_a_part_that_the_criterions_own_hold_are_not_quoted_twice() -> None:
    parts = criterion(shown(table("h2017-adult-admission-unknown")), "D").parts
    assert [(each.link.text, each.paragraphs) for each in parts] == [("D.1", ()), ("D.2", ()), ("D.3", ())]


def test_a_criterion_that_is_asked_about_as_a_whole_has_no_parts() -> None:
    assert criterion(shown(table(CHILD)), "F").parts == ()


def test_a_part_of_admission_that_a_continued_stay_rests_on_leads_to_the_admission_rule_set() -> None:
    found = criterion(shown(table("view-service-ended-silent", service="H2017")), "A")
    links = [each.link.href.rpartition("/")[2] for each in found.parts]
    assert links
    assert all(each.startswith("admission-") for each in links)
