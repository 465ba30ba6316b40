"""From EVIDENCE as typed to a stream of leaves: files, folders, archives in archives, nothing written out unpacked."""
