"""An installation as docs/operating.md sets it up: behind a proxy that speaks TLS, spoken to over plain HTTP."""

import os
import subprocess
import sys

import pytest

ASK = """
import django
django.setup()
from django.middleware.csrf import CsrfViewMiddleware
from django.test import RequestFactory
import sys
form = RequestFactory().post("/sign-in", headers={"host": "yaomai.example.gov.cn", "origin": sys.argv[1]})
print(CsrfViewMiddleware(lambda request: None)._origin_verified(form))
"""


@pytest.mark.parametrize(
    ("origin", "is_ours"),
    [
        ("https://yaomai.example.gov.cn", True),
        ("https://other.example.gov.cn", False),
        ("https://yaomai.example.gov.cn.evil.example", False),
        ("null", False),
    ],
)
def test_a_form_of_our_own_pages_is_taken_for_ours(origin, is_ours, tmp_path):
    environment = os.environ | {
        "YAOMAI_HOME": str(tmp_path),
        "YAOMAI_PUBLIC_URL": "https://yaomai.example.gov.cn/",
        "YAOMAI_ALLOWED_HOSTS": "yaomai.example.gov.cn",
        "YAOMAI_HTTPS": "yes",
    }
    answer = subprocess.run(
        [sys.executable, "-c", ASK, origin], env=environment, capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == str(is_ours)
