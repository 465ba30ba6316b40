"""How an upload comes in: no more of it is kept than one piece of evidence may be, whatever its sender claims."""

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class BoundedUpload(TemporaryFileUploadHandler):
    """Writes an upload to a temporary file, and beyond the evidence limit counts only.

    The form sees the true size and refuses the file with a sentence; memory and disk stay within the limit.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Keep the chunk while the file may still be evidence."""
        if start <= settings.EVIDENCE_MAX_BYTES:
            super().receive_data_chunk(raw_data, start)
        return None
