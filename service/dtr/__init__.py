"""Da Vinci DTR, the side that gives forms: what an EHR's form client asks for, and the package it gets."""
