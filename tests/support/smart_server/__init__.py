"""A small SMART authorization server of the tests, made of Authlib's server side."""
