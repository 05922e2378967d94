"""What an author sees of a policy: its cases, what each comes to, and its card."""
