"""A server's certificate and key as files: whether they can be used, before Kamailio is started with them.

Kamailio's own words for a bad file are a line of OpenSSL's in a log; here it is the file's name, what is wrong with it
and what to do.
"""

from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key


class TlsFileError(Exception):
    """A file that cannot be used; the text names it and says what to do."""


def valid_until(certificate: Path, key: Path) -> datetime:
    """When the server's certificate (the first one of its PEM file) expires, in UTC; the key belongs to it.

    Raises:
        TlsFileError: one of them is missing, unreadable, no PEM, encrypted, or they do not belong together.
    """
    try:
        found = x509.load_pem_x509_certificate(_read(certificate))
    except ValueError as error:
        raise TlsFileError(f"{certificate}: no certificate in PEM ({error})") from error
    if _bytes(found.public_key()) != _bytes(_private(key)):
        raise TlsFileError(f"{key}: not the key of {certificate}; give the two that were made together")
    return found.not_valid_after_utc


def _private(key: Path) -> PublicKeyTypes:
    """The public half of a private key."""
    try:
        return load_pem_private_key(_read(key), password=None).public_key()
    except TypeError as error:
        raise TlsFileError(f"{key}: encrypted; decrypt it (openssl pkey -in … -out …) and chmod 600") from error
    except ValueError as error:
        raise TlsFileError(f"{key}: no private key in PEM ({error})") from error


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError as error:
        raise TlsFileError(f"{file}: no such file; set its path under [sip]") from error
    except OSError as error:
        raise TlsFileError(f"{file}: {error.strerror}; let the user that serves read it") from error


def _bytes(key: PublicKeyTypes) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
