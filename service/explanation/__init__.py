"""A review told in full: what each fact considered, used and set aside, and what arrived and means nothing here."""
