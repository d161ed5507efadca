"""可信时间戳 (RFC 3161): an authority signs that a pinned checkpoint existed at a time.

The authority sees a SHA-256 only. `rfc3161-client` is needed for this and for nothing else.
"""

from __future__ import annotations

import hashlib
import urllib.error
import urllib.request
from datetime import datetime
from types import ModuleType
from typing import Any

from cryptography import x509

from monitor.errors import LedgerError, UsageError

_TIMEOUT_S = 20
# A token with its certificates is a few kilobytes; nothing larger is read.
_MAX_BYTES = 1 << 20


def stamp(data: bytes, url: str) -> bytes:
    """The authority's DER response over these bytes, checked to be granted and about them.

    Raises:
        UsageError: the address is not http(s).
        LedgerError: the authority cannot be reached, refuses, or answers about something else.
    """
    if not url.startswith(("https://", "http://")):
        raise UsageError("时间戳机构的地址须以 http:// 或 https:// 开头", where=url)
    client = _client()
    builder = client.TimestampRequestBuilder().data(data).nonce(nonce=True)
    request = builder.hash_algorithm(client.HashAlgorithm.SHA256).build()
    query = urllib.request.Request(
        url,
        data=request.as_bytes(),
        headers={"Content-Type": "application/timestamp-query"},
        method="POST",
    )
    try:
        with urllib.request.urlopen(query, timeout=_TIMEOUT_S) as answer:
            token: bytes = answer.read(_MAX_BYTES)
    except (urllib.error.URLError, OSError) as error:
        raise LedgerError(
            f"连不上时间戳机构：{error}", where=url, hint="稍后重试；检查点本身已经写好"
        ) from error
    response = _decoded(token)
    ours = (request.nonce, hashlib.sha256(data).digest())
    if (response.tst_info.nonce, _imprint(response)) != ours:
        raise LedgerError("时间戳机构的回答与请求不符", where=url)
    return token


def verify_stamp(data: bytes, token: bytes, roots: bytes) -> datetime:
    """When the authority saw these bytes, its signature checked up to one of `roots` (PEM).

    Raises:
        LedgerError: the token is damaged, about other bytes, or not signed under these roots.
    """
    client = _client()
    try:
        certificates = x509.load_pem_x509_certificates(roots)
    except ValueError as error:
        raise LedgerError("时间戳机构的根证书读不懂（须为 PEM）") from error
    response = _decoded(token)
    builder = client.VerifierBuilder()
    for certificate in certificates:
        builder = builder.add_root_certificate(certificate)
    try:
        builder.build().verify_message(response, data)
    except (client.VerificationError, ValueError) as error:
        raise LedgerError(f"时间戳无效：{error}", hint="检查点被改动过，或根证书不对") from error
    at: datetime = response.tst_info.gen_time
    return at


def _decoded(token: bytes) -> Any:
    client = _client()
    try:
        response = client.decode_timestamp_response(token)
        status = client.PKIStatus(response.status)
        if status is not client.PKIStatus.GRANTED:
            raise LedgerError(f"时间戳机构拒绝了请求（{status.name}）")
        # Reading the content parses it; a damaged token fails here.
        _imprint(response)
    except ValueError as error:
        raise LedgerError(f"时间戳损坏，或不合 DER 规范：{error}") from error
    return response


def _imprint(response: Any) -> bytes:
    imprint: bytes = response.tst_info.message_imprint.message
    return imprint


def _client() -> ModuleType:
    try:
        import rfc3161_client
    except ModuleNotFoundError as error:
        raise LedgerError(
            "缺少时间戳组件", hint='安装它：pip install "rfc3161-client>=1.0.6"'
        ) from error
    return rfc3161_client
