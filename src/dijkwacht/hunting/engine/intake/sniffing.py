"""What a stream is, by its first bytes: an archive, a disk image, something encrypted, or a leaf to be searched."""

from dataclasses import dataclass

LOOK = 64 * 1024 + 4096
STRAY_AT_MOST = 64  # dd through the appliance's command line over SSH leaves 6 bytes (both image guides cut them)
_TAR_AT = 257
_TAR_BLOCK = 512
_UFS2_MAGIC_AT = 65536 + 1372
_UFS2_MAGIC = b"\x19\x01\x54\x19"
_MBR_END = 510
_IMAGES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"KDMV", "VMDK"),
    (0, b"# Disk DescriptorFile", "VMDK"),
    (0, b"QFI\xfb", "QCOW2"),
    (0, b"EVF\x09\x0d\x0a\xff\x00", "E01"),
    (0, b"EVF2\x0d\x0a\x81", "E01"),
    (0, b"conectix", "VHD"),
    (0, b"vhdxfile", "VHDX"),
    (512, b"EFI PART", "raw disk"),
    (32769, b"CD001", "ISO 9660"),
    (_UFS2_MAGIC_AT, _UFS2_MAGIC, "UFS2"),
    (8192 + 1372, b"\x54\x19\x01\x00", "UFS1"),
)
_CLOSED: tuple[tuple[bytes, str], ...] = (
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\x04\x22\x4d\x18", "LZ4"),
    (b"\x1f\x9d", "compress (.Z)"),
    (b"Salted__", "encrypted (openssl)"),
    (b"-----BEGIN PGP MESSAGE", "encrypted (PGP)"),
    (b"age-encryption.org/", "encrypted (age)"),
)
_ARCHIVES = (b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\x00", b"PK\x03\x04", b"PK\x05\x06")
_NEAR = (*_ARCHIVES, *(magic for at, magic, _ in _IMAGES if not at), *(magic for magic, _ in _CLOSED))
_BEGINNINGS = frozenset(magic[:2] for magic in _NEAR)
_FAR = tuple((magic, at) for at, magic, _ in sorted(_IMAGES) if at)
_FARTHER = _FAR[1][1]
_WITH_STRAY = (".gz", ".tgz", ".bz2", ".xz", ".tar", ".zip", ".img", ".dd", ".raw", ".bin")
IMAGE_ADVICE = "mount it read-only or unpack it first (how-to: hunt on evidence), then give the folder"


@dataclass(frozen=True, slots=True)
class Sniffed:
    """`what`: gzip, bzip2, xz, tar, zip, image, closed or leaf; `stray` bytes stand before it; `name` for people."""

    what: str
    stray: int = 0
    name: str = ""


def sniff(head: bytes, name: str) -> Sniffed:
    """Say what begins with `head`; `name` helps only where stray bytes may stand before it."""
    found = _archive(head, 0)
    if found:
        return Sniffed(found)
    for at, magic, image in _IMAGES:
        if head[at : at + len(magic)] == magic:
            return Sniffed("image", 0, image)
    if _is_disk(head):
        return Sniffed("image", 0, "raw disk")
    for magic, closed in _CLOSED:
        if head.startswith(magic):
            return Sniffed("closed", 0, closed)
    return _after_stray(head, name) or Sniffed("leaf")


def is_plain(head: bytes, name: str) -> bool:
    """Return whether `sniff` would surely find nothing but a leaf; it is asked of every small file, so it is quick."""
    if (head[:2] in _BEGINNINGS and head.startswith(_NEAR)) or name.lower().endswith(_WITH_STRAY):
        return False
    size = len(head)
    if size <= _TAR_AT:
        return True
    if head.startswith(b"ustar", _TAR_AT) or not head[148:156].strip(b"\0 01234567"):
        return False
    far = _FAR if size > _FARTHER else _FAR[:1]
    for magic, at in far:
        if head.startswith(magic, at):
            return False
    return not _is_disk(head)


def _archive(head: bytes, at: int) -> str:
    if head[at : at + 3] == b"\x1f\x8b\x08":
        return "gzip"
    if head[at : at + 3] == b"BZh" and head[at + 4 : at + 10] in {b"1AY&SY", b"\x17\x72\x45\x38\x50\x90"}:
        return "bzip2"
    if head[at : at + 6] == b"\xfd7zXZ\x00":
        return "xz"
    if head[at : at + 4] in {b"PK\x03\x04", b"PK\x05\x06"}:
        return "zip"
    if head[at + _TAR_AT : at + _TAR_AT + 5] == b"ustar" or _is_old_tar(head[at : at + _TAR_BLOCK]):
        return "tar"
    return ""


def _is_old_tar(block: bytes) -> bool:
    """Return whether this is the header of a tar without magic (V7): its checksum holds."""
    if len(block) < _TAR_BLOCK or not block[0] or block[124:125] not in b"01234567 ":
        return False
    try:
        stated = int(block[148:156].strip(b"\0 ") or b"x", 8)
    except ValueError:
        return False
    return stated == sum(block[:148]) + 8 * 32 + sum(block[156:])


def _is_disk(head: bytes) -> bool:
    if len(head) < LOOK - 4096 or head[_MBR_END : _MBR_END + 2] != b"\x55\xaa":
        return False
    flags = {head[446 + 16 * n] for n in range(4)}
    return flags <= {0, 0x80} and any(head[446 + 16 * n + 4] for n in range(4))


def _after_stray(head: bytes, name: str) -> Sniffed | None:
    lower = name.lower()
    if not lower.endswith(_WITH_STRAY):
        return None
    for at in range(1, STRAY_AT_MOST + 1):
        found = _archive(head, at)
        if found:
            return Sniffed(found, at)
        if head[at + _UFS2_MAGIC_AT : at + _UFS2_MAGIC_AT + 4] == _UFS2_MAGIC or _is_disk(head[at:]):
            return Sniffed("image", at, "raw disk")
    return None


def gzip_mtime(head: bytes) -> float | None:
    """Return the modification time in a gzip header, None where it is not set."""
    stamp = int.from_bytes(head[4:8], "little") if head[:3] == b"\x1f\x8b\x08" and len(head) >= 8 else 0  # noqa: PLR2004 - the header's fixed part
    return float(stamp) if stamp else None
