"""Facts about the service, kept as data with their source and date: models, voices, languages."""
