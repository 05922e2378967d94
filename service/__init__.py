"""The CDS Hooks service: HTTP in, cards out. The only package that knows the network and the clock."""
