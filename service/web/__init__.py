"""What is served over HTTP; the only room that knows Flask."""
