"""What is noted of kept evidence, sealed with it. Without Django, without network."""
