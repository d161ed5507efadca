"""A pinned checkpoint stamped by an RFC 3161 authority, which here is openssl behind HTTP."""

import http.server
import subprocess
import threading

import pytest
from typer.testing import CliRunner

from monitor.errors import LedgerError, UsageError
from monitor.interfaces.cli.evidence_cmd import evidence_app
from monitor.runtime.store import Store
from monitor.runtime.store.timestamp import stamp, verify_stamp

CONFIG = """
[req]
distinguished_name = name
prompt = no
x509_extensions = root
[name]
CN = Test TSA
[root]
basicConstraints = critical,CA:TRUE
subjectKeyIdentifier = hash
[leaf]
basicConstraints = CA:FALSE
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[tsa]
default_tsa = tsa1
[tsa1]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
default_policy = 1.2.3.4.1
digests = sha256
signer_digest = sha256
ess_cert_id_alg = sha256
accuracy = secs:1
"""


def openssl(folder, *arguments, **more):
    return subprocess.run(
        ["openssl", *arguments], cwd=folder, check=True, capture_output=True, **more
    )


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """A time-stamping authority over HTTP: (address, folder with root.pem)."""
    folder = tmp_path_factory.mktemp("tsa")
    (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder))
    (folder / "serial").write_text("01\n")
    new = ("-newkey", "rsa:2048", "-nodes", "-config", "tsa.cnf")
    openssl(folder, "req", "-x509", *new, "-days", "30", "-keyout", "root.key", "-out", "root.pem")
    openssl(folder, "req", *new, "-subj", "/CN=Stamper", "-keyout", "tsa.key", "-out", "tsa.csr")
    signing = ("-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days", "30")
    extensions = ("-extfile", "tsa.cnf", "-extensions", "leaf")
    openssl(folder, "x509", "-req", "-in", "tsa.csr", *signing, *extensions, "-out", "tsa.pem")

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            (folder / "q.tsq").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            reply = ("ts", "-reply", "-config", "tsa.cnf", "-section", "tsa1")
            openssl(folder, *reply, "-queryfile", "q.tsq", "-out", "r.tsr")
            content = (folder / "r.tsr").read_bytes()
            if self.path == "/old":
                content = (folder / "old.tsr").read_bytes()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", folder
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_stamp_says_when_and_only_of_these_bytes(authority):
    url, folder = authority
    token = stamp(b"checkpoint", url)
    roots = (folder / "root.pem").read_bytes()
    assert verify_stamp(b"checkpoint", token, roots).year >= 2026
    with pytest.raises(LedgerError, match="时间戳无效"):
        verify_stamp(b"another", token, roots)


def test_a_stamp_under_another_root_does_not_verify(authority, tmp_path):
    url, _ = authority
    token = stamp(b"checkpoint", url)
    new = ("-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=Other")
    openssl(tmp_path, "req", *new, "-keyout", "k.pem", "-out", "other.pem")
    with pytest.raises(LedgerError):
        verify_stamp(b"checkpoint", token, (tmp_path / "other.pem").read_bytes())
    with pytest.raises(LedgerError, match="PEM"):
        verify_stamp(b"checkpoint", token, b"")


def test_a_damaged_stamp_is_refused(authority):
    url, folder = authority
    token = stamp(b"checkpoint", url)
    roots = (folder / "root.pem").read_bytes()
    for damaged in (b"", token[:40], token[: len(token) // 2] + b"\0" * (len(token) // 2)):
        with pytest.raises(LedgerError):
            verify_stamp(b"checkpoint", damaged, roots)


def test_an_answer_to_another_question_is_refused(authority):
    url, folder = authority
    (folder / "old.tsr").write_bytes(stamp(b"yesterday", url))
    with pytest.raises(LedgerError, match="不符"):
        stamp(b"checkpoint", url + "/old")


def test_an_authority_that_is_not_there_is_explained():
    with pytest.raises(LedgerError, match="连不上"):
        stamp(b"checkpoint", "http://127.0.0.1:9")
    with pytest.raises(UsageError):
        stamp(b"checkpoint", "file:///etc/passwd")


def test_pin_and_verify_with_a_stamp(authority, tmp_path):
    url, folder = authority
    with Store.open(tmp_path / "data") as store:
        room = store.create_room(title="一号间").id
        store.hold("room", room, who="王", reason="立案")
    pin = tmp_path / "pin.txt"

    def run(*arguments):
        return CliRunner().invoke(evidence_app, [str(a) for a in arguments])

    assert run("pin", tmp_path / "data", "--tsa", url).exit_code == 2
    done = run("pin", tmp_path / "data", "--out", pin, "--tsa", url)
    assert done.exit_code == 0, done.output
    check = ("verify", tmp_path / "data", "--pinned", pin, "--tsa-root", folder / "root.pem")
    done = run(*check)
    assert done.exit_code == 0, done.output
    assert "时间戳有效" in done.output
    other = ("-data", str(pin), "-in", f"{pin}.tsr", "-CAfile", "root.pem")
    assert b"OK" in openssl(folder, "ts", "-verify", *other).stdout
    (tmp_path / "pin.txt.tsr").write_bytes(b"damaged")
    assert run(*check).exit_code == 2
    (tmp_path / "pin.txt.tsr").unlink()
    assert run(*check).exit_code == 2
