"""A review told in full: what each fact considered, used and set aside; what came and means nothing here."""
