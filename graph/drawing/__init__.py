"""The HTML network: what of a store is drawn, where it lies, and the page."""
