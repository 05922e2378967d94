"""The worksheet: what a page shows of a review, what its answers would change, and saving them."""
