"""The pages of the import as tests use them: a file is handed in, its columns are confirmed, its rows are compared."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile

from make_import_files import plain
from yaomai.standards.gb32100 import check_character

HEADS = ("企业名称", "统一社会信用代码", "主营业务收入（万元）", "所在地", "备注")
PATH = "/registers/enterprise/import"


def code(number):
    """A unified social credit code that has its right check character."""
    base = f"91620100MA71{number:05d}"
    return base + check_character(base)


ROWS = (
    ("陇药饮片有限公司", code(1), 120, "岷县", ""),
    ("归源合作社", code(2), 3.5, "岷县", ""),
)


def words(response):
    """What a page says: its text without marks, white space as one space."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def sent(client, data, name="企业.xlsx", **headers):
    """The answer to handing in a file."""
    return client.post(PATH, {"file": SimpleUploadedFile(name, data)}, **headers)


def begun(client, data, name="企业.xlsx"):
    """The address of the import that a file becomes."""
    answer = sent(client, data, name)
    assert answer.status_code == 302, words(answer)
    return answer.headers["Location"]


def asked(client, path):
    """A page, after whatever it leads on to."""
    return client.get(path, follow=True)


def offered(page):
    """The form of the columns as it is offered."""
    text = page.content.decode()
    form = {
        name: re.search(r'value="([^"]*)" selected', rest).group(1) if " selected" in rest else ""
        for name, rest in re.findall(r'<select name="([^"]+)"(.*?)</select>', text, re.DOTALL)
    }
    return form | dict(
        re.findall(
            r'<input (?:type="\w+" )?(?:id="\w+" )?name="((?:unit|year|valid|sheet)[^"]*)" value="([^"]*)"', text
        )
    )


def mapped(client, path, **changes):
    """The page to which the confirmed columns lead."""
    form = offered(asked(client, path)) | changes
    answer = client.post(f"{path}/columns", form)
    assert answer.status_code == 302, words(answer)
    return asked(client, path)


def previewed(client, rows=(), data=None):
    """The address of an import whose rows have been compared."""
    path = begun(client, data if data is not None else plain([HEADS, *rows]))
    mapped(client, path)
    return path
