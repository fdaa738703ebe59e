"""The models that are downloaded: their files, stored below a folder by content as DVC stores them."""

import hashlib
import random
from dataclasses import dataclass
from pathlib import Path

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30
PIECE = 16 * MIB

# By size, since the hash of this much takes minutes. A wrong one would fail the download.
MD5_OF_ZEROS = {
    2 * GIB: "a981130cf2b7e09f4686dc273cf7187e",
    8 * GIB: "b770351fadae5a96bbaf9702ed97d28d",
    64 * GIB: "385ada6546aba21094f60a1e920b421d",
}


@dataclass(frozen=True)
class File:
    path: str
    size: int
    md5: str

    @property
    def key(self) -> str:
        return f"files/md5/{self.md5[:2]}/{self.md5[2:]}"


class Store:
    """Objects below a folder."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.random = random.Random(4)

    def add(self, path: str, size: int) -> File:
        """Stores an object of random bytes."""
        part = self.folder / "part"
        part.parent.mkdir(parents=True, exist_ok=True)
        piece = self.random.randbytes(min(size, PIECE))
        digest = hashlib.md5()
        with part.open("wb") as output:
            for start in range(0, size, PIECE):
                # The same piece again and again, but for its first bytes.
                data = (start.to_bytes(8, "big") + piece[8:])[: size - start]
                digest.update(data)
                output.write(data)
        return self.keep(part, File(path, size, digest.hexdigest()))

    def add_zeros(self, path: str, size: int) -> File:
        """Stores an object of zeros that takes no room."""
        part = self.folder / "part"
        part.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as output:
            output.truncate(size)
        return self.keep(part, File(path, size, MD5_OF_ZEROS.get(size) or md5(part)))

    def keep(self, part: Path, file: File) -> File:
        place = self.folder / file.key
        place.parent.mkdir(parents=True, exist_ok=True)
        part.rename(place)
        return file


def md5(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "md5").hexdigest()
