"""The laws of the document try 40 examples each."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "event", parent=settings(), max_examples=40, suppress_health_check=list(HealthCheck)
)
settings.load_profile("event")
