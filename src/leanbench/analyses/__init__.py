"""What can be asked of data: questions, methods with their options, and a study run to its result and sentences."""
