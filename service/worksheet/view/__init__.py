"""What a page of the worksheet shows, in words and without HTML; templates give it its shape.

All texts are plain: a template escapes them. Dates are words already.
"""
