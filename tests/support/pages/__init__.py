"""The pages of the worksheet in every state, and a browser that shows them."""
