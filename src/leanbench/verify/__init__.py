"""Reference cases: an agency proves its installation by running them."""
