"""The pages of policies: every word of a criterion stands there once, every link leads somewhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from flask.testing import FlaskClient

from criteria.load import load_policies
from criteria.policy import Policy, RuleSet
from criteria.quotes import normalised, pieces
from mappings.codes.fact_map import load_fact_map
from mappings.readers.registry import KINDS
from service.settings import Settings
from service.web.app import create_app
from tests.support.application import app

FACT_MAP = load_fact_map(KINDS)
POLICIES = {policy.id: policy for policy in load_policies(FACT_MAP.vocabulary)}
H2017 = "/policies/sc-medicaid-h2017-prs"
RULE_SETS = [
    pytest.param(policy, rule_set, id=f"{policy.id}-{rule_set.id}")
    for policy in POLICIES.values()
    for rule_set in policy.rule_sets
]


class Page(HTMLParser):
    """The text, ids and links of a page, and what of it a strict client would refuse."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.refused: list[str] = []
        self._texts: list[str] = []
        self.feed(html)

    @property
    def text(self) -> str:
        return normalised("".join(self._texts))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.ids += [attributes["id"] or ""] if "id" in attributes else []
        self.links += [attributes["href"] or ""] if tag == "a" else []
        self.refused += [tag] if tag in ("script", "style", "iframe", "form") else []
        self.refused += [name for name in attributes if name == "style" or name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self._texts.append(data)


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return app().test_client()


def page_of(client: FlaskClient, path: str) -> Page:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return Page(answer.get_data(as_text=True))


def words_of(page: Page) -> str:
    """The text of a page without the marks that stand behind quotes."""
    return page.text.replace("[…]", "[...]")


@pytest.mark.parametrize(("policy", "rule_set"), RULE_SETS)
def test_each_criterion_has_one_anchor_on_the_page_of_its_rule_set(
    policy: Policy, rule_set: RuleSet, client: FlaskClient
) -> None:
    page = page_of(client, f"/policies/{policy.id}/{rule_set.id}")
    for criterion in rule_set.criteria():
        assert page.ids.count(criterion.id) == 1, criterion.id
    assert len(page.ids) == len(set(page.ids))
    assert page.refused == []


@pytest.mark.parametrize(("policy", "rule_set"), RULE_SETS)
def test_a_page_holds_the_payers_words_our_reading_and_what_is_left_to_the_clinician(
    policy: Policy, rule_set: RuleSet, client: FlaskClient
) -> None:
    answer = client.get(f"/policies/{policy.id}/{rule_set.id}").get_data(as_text=True)
    words = Page(re.sub(r"<sup>[^<]*</sup>", "", answer)).text
    facts = FACT_MAP.worded(policy.words).facts
    for criterion in rule_set.criteria():
        for piece in pieces(criterion.text):
            assert piece in words, criterion.id
        for said in (criterion.title, criterion.reads_as, criterion.left_to_clinician):
            assert said is None or said in words
    for node in rule_set.nodes():
        for name, _ in node.facts_used():
            assert facts[name].title in words
            assert facts[name].supplied_by in words


@pytest.mark.parametrize(("policy", "rule_set"), RULE_SETS)
def test_every_link_of_a_page_leads_somewhere_here_or_to_the_publication(
    policy: Policy, rule_set: RuleSet, client: FlaskClient
) -> None:
    page = page_of(client, f"/policies/{policy.id}/{rule_set.id}")
    for link in page.links:
        path, _, anchor = link.partition("#")
        if link != str(policy.source.url):
            assert anchor in page.ids if anchor else client.get(path).status_code == 200, link


def test_a_policy_without_a_rule_set_shows_its_first(client: FlaskClient) -> None:
    first = client.get(f"{H2017}/admission-adult").data
    assert client.get(H2017).data == first
    assert b'<a href="/policies/sc-medicaid-h2017-prs/admission-adult" aria-current="page">' in first


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        pytest.param(None, "text/html", id="nothing asked for"),
        pytest.param("*/*", "text/html", id="anything"),
        pytest.param("text/html,application/xhtml+xml,*/*;q=0.8", "text/html", id="a browser"),
        pytest.param("text/plain", "text/plain", id="text"),
        pytest.param("text/plain, text/html;q=0.5", "text/plain", id="text rather than a page"),
        pytest.param("application/json", "application/json", id="data"),
        pytest.param("image/png", "text/html", id="what there is not"),
    ],
)
def test_a_policy_comes_in_the_form_that_is_asked_for(
    accept: str | None, media_type: str, client: FlaskClient
) -> None:
    answer = client.get(H2017, headers={"Accept": accept} if accept else {})
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    assert "Accept" in answer.headers["Vary"]


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_the_text_is_the_payers_byte_for_byte_and_stands_on_the_page(
    policy: Policy, client: FlaskClient
) -> None:
    text = client.get(f"/policies/{policy.id}.txt")
    assert text.mimetype == "text/plain"
    assert client.get(f"/policies/{policy.id}", headers={"Accept": "text/plain"}).data == text.data
    assert normalised(text.get_data(as_text=True)) in page_of(client, f"/policies/{policy.id}").text


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_a_policy_as_data_is_what_its_file_says(policy: Policy, client: FlaskClient) -> None:
    data: Any = client.get(f"/policies/{policy.id}.json").get_json()
    assert Policy.model_validate(data) == policy


def test_a_condition_as_data_is_written_as_in_the_file(client: FlaskClient) -> None:
    data: Any = client.get(f"{H2017}.json").get_json()
    assert data["rule_sets"][0]["population"]["when"] == {"age": {"from": "22 years"}}


@pytest.mark.parametrize(
    "path",
    [
        "/policies/none",
        "/policies/none.txt",
        "/policies/none.json",
        "/policies/none/admission",
        f"{H2017}/none",
        f"{H2017}/",
        "/static/none.css",
    ],
)
def test_what_there_is_not_is_not_found(path: str, client: FlaskClient) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (404, "application/json")


def test_every_rule_set_is_found_from_the_list_of_policies(client: FlaskClient) -> None:
    page = page_of(client, "/policies")
    listed = [link for link in page.links if link.startswith("/policies/")]
    assert listed == [
        f"/policies/{policy.id}/{each.id}" for policy in POLICIES.values() for each in policy.rule_sets
    ]
    assert [link for link in listed if client.get(link).status_code != 200] == []


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize("path", ["/policies/none", f"{H2017}/none", f"{H2017}/admission-adult.txt", "/none"])
def test_a_browser_is_told_by_a_page_that_there_is_none(path: str, client: FlaskClient) -> None:
    answer = client.get(path, headers={"Accept": BROWSER})
    page = Page(answer.get_data(as_text=True))
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert "There is no such page" in page.text
    assert "/policies" in page.links
    assert page.refused == []
    assert path.removeprefix("/policies") not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("method", "path", "accept"),
    [
        pytest.param("GET", H2017 + "/none", "application/json, text/html;q=0.5", id="that prefers JSON"),
        pytest.param("GET", H2017 + "/none", "*/*", id="that takes anything"),
        pytest.param("POST", "/cds-services/none", BROWSER, id="that calls"),
    ],
)
def test_a_program_is_told_as_before_that_there_is_none(
    method: str, path: str, accept: str, client: FlaskClient
) -> None:
    answer = client.open(path, method=method, headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (404, "application/json")


def test_a_page_may_load_its_stylesheet_and_nothing_else(client: FlaskClient) -> None:
    (policy,) = client.get(H2017).headers.getlist("Content-Security-Policy")
    assert policy.split("; ") == [
        "default-src 'none'",
        "style-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
    (address,) = re.findall(
        r'<link rel="stylesheet" href="([^"]+)">', client.get(H2017).get_data(as_text=True)
    )
    stylesheet = client.get(address)
    assert (stylesheet.status_code, stylesheet.mimetype) == (200, "text/css")


def test_behind_a_path_of_a_proxy_links_begin_with_it() -> None:
    settings = Settings(clients=None, require_token=False, public_url="https://x.example/cards")
    page = page_of(create_app(settings).test_client(), H2017)
    assert [link for link in page.links if link.startswith("/") and not link.startswith("/cards/")] == []
