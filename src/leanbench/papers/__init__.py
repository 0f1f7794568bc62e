"""The papers: page model, tagging, PDF."""
