"""The answers the product must give about the demonstration's portfolio."""
