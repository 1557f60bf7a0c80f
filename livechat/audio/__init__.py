"""Sound at the edge: WAV files and streams behind the microphone and speaker ports."""
