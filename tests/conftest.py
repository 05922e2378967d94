"""No setting of whoever runs the tests reaches them, least of all the URL of a database of theirs."""

import os

for _name in [name for name in os.environ if name.startswith("CRITERIA_CARDS_") or name == "DATABASE_URL"]:
    del os.environ[_name]
