"""The data of 45 CFR 170.213 (USCDI) of which source attributes tell whether a policy uses them."""

from __future__ import annotations

from enum import StrEnum


class DataElement(StrEnum):
    """What source attributes 5 to 13 ask about (45 CFR 170.315(b)(11)(iv)(A))."""

    RACE = "race"
    ETHNICITY = "ethnicity"
    LANGUAGE = "language"
    SEXUAL_ORIENTATION = "sexual-orientation"
    GENDER_IDENTITY = "gender-identity"
    SEX = "sex"
    DATE_OF_BIRTH = "date-of-birth"
    SOCIAL_DETERMINANTS = "social-determinants"
    HEALTH_STATUS = "health-status"


Elements = tuple[DataElement, ...]
