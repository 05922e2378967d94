"""A small EHR: resolves prefetch templates, calls CDS services, and breaks what an EHR may break."""
