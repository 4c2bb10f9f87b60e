"""Which reference pages follow from the program itself? Writes docs/reference/*.md; `--check` says whether they are current."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

REFERENCE = Path(__file__).parent / "reference"
NOTE = "<!-- Written by docs/generate.py (`make docs`): change the program, not this page. -->\n\n"


def main() -> int:
    """Write the pages, or with --check name those that are not as they would be written; 1 if there are any."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yaomai.settings")
    import django

    django.setup()
    pages = {name: NOTE + write() for name, write in PAGES.items()}
    stale = [
        name
        for name, text in pages.items()
        if not (REFERENCE / name).is_file() or (REFERENCE / name).read_text() != text
    ]
    if "--check" in sys.argv:
        sys.stdout.write("".join(f"docs/reference/{name} is not current: run `make docs`\n" for name in stale))
        return 1 if stale else 0
    REFERENCE.mkdir(exist_ok=True)
    for name in stale:
        (REFERENCE / name).write_text(pages[name])
        sys.stdout.write(f"wrote docs/reference/{name}\n")
    return 0


def commands() -> str:
    """Every command with its help."""
    import click

    from yaomai.cli import main as program

    def walk(command: click.Command, context: click.Context, path: str) -> Iterator[str]:
        if command.hidden:
            return
        yield f"## {path}\n\n```text\n{command.get_help(context)}\n```\n"
        if isinstance(command, click.Group):
            for name in command.list_commands(context):
                inner = command.get_command(context, name)
                if inner is not None:
                    yield from walk(
                        inner, click.Context(inner, context, info_name=name, terminal_width=110), f"{path} {name}"
                    )

    top = click.Context(program, info_name="yaomai", terminal_width=110)
    return "# Commands\n\n" + "\n".join(walk(program, top, "yaomai"))


def settings() -> str:
    """Every setting with its default and its sentence."""
    from yaomai.settings import DECLARED

    rows = "".join(f"| `{one.name}` | `{one.default}` | {one.sentence} |\n" for one in DECLARED)
    return f"# Settings\n\nEnvironment variables.\n\n| name | default | meaning |\n|---|---|---|\n{rows}"


def addresses() -> str:
    """Every address with what answers it and who may use it."""
    from django.urls import URLPattern, get_resolver

    def walk(patterns: list[object], prefix: str) -> Iterator[tuple[str, str, str]]:
        for one in patterns:
            path = f"{prefix}{one.pattern}"  # type: ignore[attr-defined]  # both kinds have one
            if isinstance(one, URLPattern):
                yield "/" + path.strip("^$").replace("|", "\\|"), _audience(one.callback), _answers(one.callback)
            else:
                yield from walk(one.url_patterns, path)  # type: ignore[attr-defined]  # a resolver

    def _audience(view: object) -> str:
        declared: dict[str, list[str]] = {}
        for method, access in getattr(view, "by_method", {}).items():
            declared.setdefault(", ".join(str(one) for one in access.audiences), []).append(method)
        return "; ".join(f"{' '.join(sorted(methods))}: {who}" for who, methods in declared.items())

    def _answers(view: object) -> str:
        views = getattr(view, "views", {"": view})
        first = {(one.__doc__ or "").strip().split("\n")[0]: None for one in views.values()}
        return " ".join(first)

    rows = "".join(f"| `{path}` | {who} | {doc} |\n" for path, who, doc in walk(get_resolver().url_patterns, ""))
    head = "# Addresses\n\nWho may use which address, and what answers it.\n\n| address | open to | answers |\n"
    return f"{head}|---|---|---|\n{rows}"


def tables() -> str:
    """Every table with its columns and what each role may do with it."""
    from django.apps import apps

    parts = ["# Tables\n"]
    for model in apps.get_models():
        if not model.__module__.startswith("yaomai."):
            continue
        grants = "; ".join(f"{role}: {verbs}" for role, verbs in model.privileges.items())  # type: ignore[attr-defined]  # declared by each
        kept = "append-only" if model.append_only else "may change as its rights say"  # type: ignore[attr-defined]  # declared by each
        columns = "".join(
            f"| `{field.column}` | {field.get_internal_type()} | {'yes' if field.null else ''} |\n"
            for field in model._meta.concrete_fields
        )
        doc = " ".join((model.__doc__ or "").split())
        parts.append(
            f"## {model._meta.db_table}\n\n{doc}\n\nRights: {grants}. {kept.capitalize()}.\n\n"
            f"| column | type | may be empty |\n|---|---|---|\n{columns}"
        )
    return "\n".join(parts)


def glossary() -> str:
    """Every term of the interface."""
    from yaomai.web.glossary import CHAPTERS

    parts = ["# Glossary 术语\n"]
    for chapter in CHAPTERS:
        rows = "".join(f"| {t.word} | `{t.code}` | {t.meaning} | {t.source} |\n" for t in chapter.terms)
        parts.append(f"## {chapter.title}\n\n| 界面 | code | 意思 | from |\n|---|---|---|---|\n{rows}")
    return "\n".join(parts)


PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands,
    "settings.md": settings,
    "addresses.md": addresses,
    "tables.md": tables,
    "glossary.md": glossary,
}

if __name__ == "__main__":
    sys.exit(main())
