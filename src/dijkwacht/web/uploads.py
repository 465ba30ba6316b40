"""How an upload comes in: no more of it is kept than its page may take, whatever its sender claims."""

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class BoundedUpload(TemporaryFileUploadHandler):
    """Writes an upload to a temporary file, and beyond the evidence limit counts only.

    The form sees the true size and refuses the file with a sentence; memory and disk stay within the limit.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Keep the chunk while the file may still be evidence, or what its page takes."""
        if start <= self._most():
            super().receive_data_chunk(raw_data, start)
        return None

    def _most(self) -> int:
        page = self.request.resolver_match if self.request else None
        return settings.UPLOAD_LARGER.get(str(page.url_name if page else ""), settings.EVIDENCE_MAX_BYTES)
