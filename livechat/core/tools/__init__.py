"""Function calls as decisions: who may call what, when it runs, and what the model is told."""
