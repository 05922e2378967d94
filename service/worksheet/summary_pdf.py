"""The summary as a PDF: black on white, states by word and shape, as many pages as it takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from fpdf import FPDF
from fpdf.fonts import FontFace, TTFFont

from service.worksheet.view.comparison import Comparison, Trend
from service.worksheet.view.criterion import CriterionView, Table, TableRow
from service.worksheet.view.parts import Mark, PolicyWords
from service.worksheet.view.summary import SummaryView

_FONTS = Path(__file__).parent / "fonts"
_FAMILY = "DejaVu Sans"
_SHAPES = {
    Mark.MET: "\u2714",
    Mark.NOT_MET: "\u2718",
    Mark.OPEN: "\u25cb",
    Mark.ON_FILE: "\u25d0",
    Mark.UNREAD: "\u2298",
    Mark.DOES_NOT_APPLY: "\u2013",
    Mark.HINT: "\u25ab",
    Mark.SET_ASIDE: "\u2296",
    Mark.YOURS: "\u25ab",
}
_MARGIN_MM = 15
_WIDTHS = (33, 27, 14, 30, 15)
"""Of the columns of a table, in proportion."""
_TOGETHER_MM = 42
"""What of a criterion stands on one page: its title, words and the first rows."""
_GRAY = 85
_NOT_RATED = "not on file"
_MARK = "\ufffd"
_LACKING = (
    f"This page's font lacks characters of the record, which stand as {_MARK} here, perhaps in the name."
    " The patient is told by:"
)
_PLAIN = FontFace(emphasis="")


def summary_pdf(view: SummaryView, made: datetime) -> bytes:
    """The summary as a PDF; `made` is the moment that it names as its own."""
    with _written(view, made) as pdf:
        if not pdf.lacks_characters:
            return bytes(pdf.output())
    with _written(view, made, tells_of_it=True) as pdf:
        return bytes(pdf.output())


@contextmanager
def _written(view: SummaryView, made: datetime, *, tells_of_it: bool = False) -> Iterator[_Pages]:
    """The pages, whose fonts are open until the block ends."""
    pdf = _Pages(view, made)
    try:
        if tells_of_it:
            pdf.lacking()
        pdf.head()
        for each in view.criteria:
            pdf.criterion(each)
        for comparison in view.comparisons:
            pdf.comparison(comparison)
        pdf.closing()
        yield pdf
    finally:
        for font in pdf.typefaces:
            font.ttfont.close()


class _Pages(FPDF):
    """Pages that write themselves from top to bottom."""

    def __init__(self, view: SummaryView, made: datetime) -> None:
        super().__init__(format="letter")
        self._view = view
        self.lacks_characters = False
        for style, file in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
            self.add_font(_FAMILY, style, _FONTS / file)
        self.typefaces = [each for each in self.fonts.values() if isinstance(each, TTFFont)]
        self._has = frozenset("\n").union(*(map(chr, each.cmap) for each in self.typefaces[:1]))
        self.set_margin(_MARGIN_MM)
        self.set_auto_page_break(True, margin=_MARGIN_MM + 5)
        self.set_title(f"{view.words.title}: {view.heading}")
        self.set_lang("en-US")
        self.set_creation_date(made)
        self.add_page()

    def footer(self) -> None:
        """The limits in a line, and the page's number, on each page."""
        self.set_y(-_MARGIN_MM)
        self.set_font(_FAMILY, size=7)
        self.cell(0, 4, "Decision support, for clinical review. Not a payer's decision.", align="L")
        self.set_x(self.l_margin)
        self.cell(0, 4, f"{self.page_no()} of {{nb}}", align="R")

    def lacking(self) -> None:
        """That some characters of the record are not shown, and by what the patient is known all the same."""
        patient, words = self._view.patient, self._view.words
        known = ((words.record_number, patient.record_number), (words.born, patient.born))
        told = ", ".join(f"{name} {value}" for name, value in known if value)
        self._line(f"{_LACKING} {told}." if told else _LACKING, 9, bold=True)

    def _inked(self, text: str) -> str:
        """A text as this font can show it: what it lacks, by a mark."""
        if self._has.issuperset(text):
            return text
        self.lacks_characters = True
        return "".join(each if each in self._has else _MARK for each in text)

    def head(self) -> None:
        """Of whom, by which policy, what it comes to."""
        view, words, patient = self._view, self._view.words, self._view.patient
        named = ((words.born, patient.born), (words.sex, patient.sex))
        told = [
            f"{name} {value}"
            for name, value in (*named, (words.record_number, patient.record_number))
            if value
        ]
        self._line(f"{words.title}: {view.heading}", 14, bold=True)
        self._line("   ".join((patient.name, *told)), 10)
        self._line(view.tally, 12, bold=True)
        self._line("   ".join(f"{_SHAPES[each.mark]} {each.path}" for each in view.strip), 10)
        self._line(f"{view.policy.text}{view.source}", 8, gray=True)
        self._line(view.prepared, 8, gray=True)
        self._line(words.limits, 8)

    def criterion(self, each: CriterionView) -> None:
        """One criterion: its words, its state, what it rests on and who said so."""
        words = self._view.words
        self.ln(3)
        if self.will_page_break(_TOGETHER_MM):
            self.add_page()
        self._line(f"{each.path}  {each.title}", 10, bold=True)
        self._line(f"{_SHAPES[each.mark]} {each.state}", 9, bold=True)
        if each.words:
            self._quote(each.words)
        if each.strip:
            tiles = ", ".join(f"{tile.path} {tile.words}" for tile in each.strip)
            self._line(f"{words.rests_on} {tiles}", 8)
        for table in each.tables:
            self._table(table)
        for item in each.record:
            self._line(f"{_SHAPES[item.mark]} {item.what}", 8, bold=True)
            self._line(item.by, 8, gray=True)
        for note in each.notes:
            self._line(note, 8)
        self._line(f"{words.left} {each.left_to_you}" if each.left_to_you else "", 8)
        self._line(f"{words.reading} {' '.join(each.reading)}" if each.reading else "", 8, gray=True)

    def comparison(self, each: Comparison) -> None:
        """Baseline against now, in words."""
        self.ln(3)
        self._line(each.heading, 10, bold=True)
        for row in each.rows:
            self._line(f"{_SHAPES[row.mark]} {_compared(row, each)}", 8)
        self._line(each.note, 8, gray=True)

    def closing(self) -> None:
        """Notes, the notice on redisclosure, and lines to sign."""
        words = self._view.words
        self.ln(3)
        for note in self._view.notes:
            self._line(note, 8)
        if self._view.has_substance_use:
            self._line(words.redisclosure, 9, bold=True)
            self._line(words.redisclosure_text, 8)
        self.ln(10)
        blanks = "_" * 28
        self._line(f"{words.reviewed} {blanks}   {words.signature} {blanks}   {words.day} {'_' * 14}", 8)

    def _line(self, text: str, size: float, *, bold: bool = False, gray: bool = False) -> None:
        """A paragraph; nothing where there are no words."""
        if text:
            self.set_font(_FAMILY, "B" if bold else "", size)
            self.set_text_color(_GRAY if gray else 0)
            self.multi_cell(0, size * 0.5, self._inked(text), new_x="LMARGIN", new_y="NEXT", align="L")
            self.set_text_color(0)

    def _quote(self, words: PolicyWords) -> None:
        cited = f"{words.lead}{', '.join(link.text for link in words.links)}{words.note}"
        for paragraph in words.paragraphs:
            self._line(f"\u201c{paragraph}\u201d", 8)
        self._line(cited, 8, gray=True)

    def _table(self, each: Table) -> None:
        self.set_font(_FAMILY, size=8)
        with self.table(
            col_widths=_WIDTHS,
            line_height=4,
            text_align="LEFT",
            v_align="TOP",
            padding=0.5,
            borders_layout="HORIZONTAL_LINES",
            headings_style=_PLAIN,
        ) as table:
            for cells in (self._view.words.columns, *(_cells(row) for row in each.rows)):
                table.row([self._inked(cell) for cell in cells])


def _cells(row: TableRow) -> tuple[str, ...]:
    says = f"{_SHAPES[row.mark]} {row.says}" if row.mark else row.says
    return (row.what, says, row.on, row.by, row.until)


def _compared(row: Trend, of: Comparison) -> str:
    before = _NOT_RATED if row.baseline is None else of.scale[row.baseline]
    now = _NOT_RATED if row.newest is None else of.scale[row.newest]
    return f"{row.label}: {of.baseline} {before}, {of.newest} {now}: {row.words}"
