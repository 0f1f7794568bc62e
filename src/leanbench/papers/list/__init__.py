"""The papers themselves, and the gallery that lists them."""
