"""Record and policies to determinations and cards. No I/O."""
