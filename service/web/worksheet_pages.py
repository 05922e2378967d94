"""The pages of the worksheet as HTML; each is written from its view and adds no judgement."""

from __future__ import annotations

from jinja2 import Environment

from service.worksheet.view.doors import ChooserView, ProblemView
from service.worksheet.view.page import SheetView
from service.worksheet.view.summary import SummaryView


def sheet_page(templates: Environment, view: SheetView) -> str:
    """The worksheet, whole."""
    return templates.get_template("worksheet/sheet.html").render(view=view)


def states_part(templates: Environment, view: SheetView) -> str:
    """What of a worksheet changes after an answer: for the script of a page that is shown already."""
    return templates.get_template("worksheet/swap.html").render(view=view)


def chooser_page(templates: Environment, view: ChooserView) -> str:
    """The page where one chooses for which policy and of whom, without SMART."""
    return templates.get_template("worksheet/chooser.html").render(view=view)


def problem_page(templates: Environment, view: ProblemView) -> str:
    """The page that is shown in place of a worksheet."""
    return templates.get_template("worksheet/problem.html").render(view=view)


def summary_page(templates: Environment, view: SummaryView) -> str:
    """The summary for a payer's packet."""
    return templates.get_template("worksheet/summary.html").render(view=view)
