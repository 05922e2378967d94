"""What must hold of any record, whatever it says: tried on generated records and on every golden case."""
