"""Speech: growing recordings in, utterances out."""
