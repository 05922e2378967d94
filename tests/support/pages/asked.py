"""Hand-made criteria about which something is asked."""

from __future__ import annotations

from service.worksheet.view.criterion import CriterionView
from service.worksheet.view.parts import Link, Mark, PartWords, PolicyWords, RecordItem, Said
from service.worksheet.view.questions import Change, Choice, Choices, Contradiction, Field, Question, Rate

WORKER = "Morgan Vale, LISW-CP"
SIGNER = "Robin Ash, LPC"
STATES = "/worksheet/launch-1/states"
SCALE = ("none", "mild", "moderate", "severe", "extreme")
YES_NO = (("yes", "Yes"), ("no", "No"), ("cannot-tell", "I cannot tell"))


def choices(options: tuple[tuple[str, str], ...], chosen: str = "") -> tuple[Choice, ...]:
    """Choices, one of them chosen or none."""
    return tuple(Choice(value, label, value == chosen) for value, label in options)


def words(path: str, text: str) -> PolicyWords:
    """The policy's words of a criterion."""
    links = (Link(path, f"/policies/sc-medicaid-h2017-prs/admission-child#{path}"),)
    return PolicyWords((text,), "Policy, child admission, ", links)


FAMILY_WORDS = words(
    "F",
    "The family/caregiver/guardian agrees to be an active participant, which involves participating in "
    "interventions to better understand and care for the beneficiary for the purpose of maintaining progress "
    "during and after treatment.",
)


def family_question(chosen: str = "", whose: str = "") -> Question:
    """Whether the family agrees, and who says so."""
    who = (("patient-mother", "Alex Quill, mother, told me"), ("related-person", "Another caregiver told me"))
    return Question(
        "family-agrees",
        "Does the family, caregiver or guardian agree to be an active participant?",
        help="As of today. An answer given before Aug 31 no longer counts.",
        choices=choices(YES_NO, chosen),
        whose=Choices(
            "family-agrees.by", "Whose answer is it?", choices((*who, ("me", "My own finding")), whose)
        ),
        whose_fields=(
            Field("family-agrees.name", "Name of the other caregiver", "text"),
            Field("family-agrees.relationship", "What this caregiver is to the beneficiary", "text"),
        ),
    )


def family(chosen: str = "", change: Change | None = None, whose: str = "patient-mother") -> CriterionView:
    """F, open since nothing is on file."""
    return CriterionView(
        "F",
        Mark.OPEN,
        "Family, caregiver or guardian agrees to participate",
        "open: not on file",
        words=FAMILY_WORDS,
        record=(
            RecordItem(
                Mark.OPEN,
                "No answer on file",
                "Looked for an answer by a practitioner or a related person, dated Aug 31, 2026 or later.",
            ),
            RecordItem(
                Mark.HINT,
                "Alex Quill (mother) took part in the care plan of Nov 12",
                "Settles nothing: that she agrees to take an active part is not shown.",
            ),
        ),
        left_to_you="whether the agreement is to an active part.",
        reading=("No exception is written for ages 18 to 21; without an agreement the item stays open.",),
        questions=(family_question(chosen, whose if chosen else ""),),
        change=change,
        what_if=("Yes: F is met. I alone stays open.", "No: F is not met.", "I cannot tell: F stays open."),
    )


FAMILY_MET = Change(Mark.MET, "met", Said("F is met", ": 8 of 9. Not saved yet.", "With this answer "))


def score(value: str = "", on: str = "", error: str = "") -> CriterionView:
    """I, open since what is on file does not settle it."""
    return CriterionView(
        "I",
        Mark.ON_FILE,
        "CALOCUS composite of 17 or above",
        "open: on file, does not settle it (a level; a score too old)",
        words=words("I", "The score on the age-appropriate assessment tool indicates need for PRS *"),
        parts=(
            PartWords(
                Link("I.3", "/policies/sc-medicaid-h2017-prs/admission-child#I.3"),
                "CALOCUS",
                ("For beneficiaries 6-18 years, has been assigned a minimum CALOCUS composite score of 17",),
            ),
        ),
        record=(
            RecordItem(
                Mark.ON_FILE,
                "CALOCUS level of care: 4",
                f"Nov 19, 2026, by {WORKER}. Does not settle it: a level is not a composite.",
            ),
            RecordItem(
                Mark.SET_ASIDE,
                "CALOCUS composite: 21",
                "Apr 22, 2026. Set aside: 220 days old; scores count for 180 days here.",
            ),
        ),
        left_to_you="who completed the assessment, and that it was an LPHA.",
        reading=(
            "From the 6th up to the 19th birthday.",
            "The composite score counts, not the level of care.",
        ),
        questions=(
            Question(
                "calocus-composite",
                "What is the CALOCUS composite score?",
                part="I.3",
                fields=(
                    Field(
                        "calocus-composite",
                        "Composite score",
                        "number",
                        value,
                        "A whole number from 7 to 35",
                        error,
                        "7",
                        "35",
                    ),
                    Field("calocus-composite.on", "Administered on", "date", on, "The day it was scored"),
                ),
                whose_fields=(Field("calocus-composite.name", "Name of someone else", "text"),),
                whose=Choices(
                    "calocus-composite.by",
                    "Who completed it?",
                    choices(
                        (
                            ("me", f"{SIGNER} (me)"),
                            ("practitioner-2", WORKER),
                            ("practitioner", "Someone else"),
                            ("cannot-tell", "I cannot tell the score"),
                        )
                    ),
                ),
            ),
        ),
        what_if=("17 or above: I is met.", "Below 17: I is not met.", "I cannot tell: I stays open."),
    )


def contradicted() -> CriterionView:
    """F, where a colleague said No while one was answering Yes."""
    return CriterionView(
        "F",
        Mark.NOT_MET,
        "Family, caregiver or guardian agrees to participate",
        f"not met: No by {WORKER}, 10:04 today",
        words=FAMILY_WORDS,
        record=(RecordItem(Mark.NOT_MET, "Family agrees: No", f"Nov 29, 2026, 10:04, by {WORKER}."),),
        questions=(family_question("yes", "me"),),
        contradiction=Contradiction(
            "Two clinicians answered F",
            (
                RecordItem(Mark.YOURS, "You: Yes", "Nov 29, 2026, 10:06, not saved"),
                RecordItem(
                    Mark.NOT_MET, f"{WORKER}: No", "Nov 29, 2026, 10:04, saved while this page was open"
                ),
            ),
            "Answers of two people that contradict each other leave F open, whichever is newer.",
            Choices(
                "family-agrees.contradicts",
                "What shall become of yours?",
                choices(
                    (
                        ("keep", "Save mine too; F becomes open, with both answers shown"),
                        ("drop", "Drop mine; the No stands, F is not met"),
                        ("later", "Save the rest now; the No stands until we have spoken"),
                    )
                ),
                "Say what shall become of your answer.",
            ),
        ),
    )


def improvement() -> CriterionView:
    """C of a continued stay: ratings are asked for, and a yes or no where two ratings are equal."""
    rated = tuple((each, each) for each in (*SCALE, "cannot tell"))
    return CriterionView(
        "C",
        Mark.ON_FILE,
        "Improvement in two areas, and PRS still appropriate",
        "open: on file, does not settle it (1 of 2 areas)",
        words=words(
            "C", "The beneficiary has shown improvement in functioning in at least two of the following areas"
        ),
        record=(
            RecordItem(Mark.MET, "Daily living: severe, now moderate", "May 28 and Nov 19, 2026. Improved."),
            RecordItem(
                Mark.ON_FILE, "Relationships: severe, still severe", "An equal rating settles nothing."
            ),
        ),
        questions=(
            Question(
                "severity",
                "How severe is the impairment now?",
                part="C.1",
                help="One more improved area settles C.1.",
                rates=(
                    Rate("severity-school-work", "School or work", choices(rated), "baseline: moderate"),
                    Rate("severity-recreation", "Recreation", choices(rated, "mild"), "no baseline"),
                ),
            ),
            Question(
                "improved-relationships",
                "Have relationships improved all the same?",
                part="C.1",
                choices=choices(YES_NO),
            ),
            Question(
                "intervention-date",
                "When was the last intervention by crisis response, social services or law enforcement?",
                choices=choices((("on-a-day", "On a day:"), ("no", "There was none"), YES_NO[2])),
                fields=(Field("intervention-date.on", "Day", "date", most="2026-11-29"),),
            ),
        ),
    )
