"""Which pages follow from the program itself? Writes docs/reference/*.md and docs/systems.md; `--check` says whether they are
current.
"""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yaomai.systems.catalogue import Standing
    from yaomai.web.glossary import Term

DOCS = Path(__file__).parent
NOTE = "<!-- Written by docs/generate.py (`make docs`): change the program, not this page. -->\n\n"


def main() -> int:
    """Write the pages, or with --check name those that are not as they would be written; 1 if there are any."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yaomai.settings")
    import django

    django.setup()
    pages = {name: NOTE + write() for name, write in PAGES.items()}
    stale = [name for name, text in pages.items() if not (DOCS / name).is_file() or (DOCS / name).read_text() != text]
    if "--check" in sys.argv:
        sys.stdout.write("".join(f"docs/{name} is not current: run `make docs`\n" for name in stale))
        return 1 if stale else 0
    (DOCS / "reference").mkdir(exist_ok=True)
    for name in stale:
        (DOCS / name).write_text(pages[name])
        sys.stdout.write(f"wrote docs/{name}\n")
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


def systems() -> str:
    """The 127 systems that the plans ask for: purpose, clauses, what each is made of, state and proofs."""
    from yaomai.systems import catalogue
    from yaomai.systems.catalogue import STATES

    every, groups = catalogue.standings(), catalogue.groups()
    counts = "".join(
        f"| {group.letter} {group.name} | {sum(one.asked.group == group.letter for one in every)} | "
        + " | ".join(
            str(sum(one.asked.group == group.letter and one.state == state for one in every) or "") for state in STATES
        )
        + " |\n"
        for group in groups
    )
    meanings = "".join(f"- **{_state_term(state).word}**：{_state_term(state).meaning}\n" for state in STATES)
    titles = "".join(f"- {number}：{title}\n" for number, title in catalogue.documents().items())
    chapters = "\n".join(
        f"## {group.letter} {group.name}\n\n"
        + "\n\n".join("\n".join(_system_lines(one)) for one in every if one.asked.group == group.letter)
        + "\n"
        for group in groups
    )
    return (
        f"# Systems 系统目录\n\n五份规划要求建设的 {len(every)} 个系统。状态由 `src/yaomai/systems/` 的声明和最近一次测试的报告"
        f"（`src/yaomai/systems/catalogue/proofs.json`）得出。\n\n{meanings}\n文件：\n\n{titles}\n"
        f"| 类 | 共 | {' | '.join(_state_term(state).word for state in STATES)} |\n"
        f"|---|---|{'---|' * len(STATES)}\n{counts}\n{chapters}"
    )


def _system_lines(one: "Standing") -> Iterator[str]:
    from yaomai.web.labels_systems import SORTS

    asked, declared = one.asked, one.declared
    yield f"### {asked.id} {asked.name} · {_state_term(one.state).word}\n"
    yield f"{asked.purpose}（{asked.english}；给：{'、'.join(asked.users)}）\n"
    yield "- 要求：" + "；".join(
        f"{document} 第 {'、'.join(each.lines for each in asked.clauses if each.document == document)} 行"
        for document in asked.documents
    )
    if asked.facts:
        yield "- 规划的数：" + "；".join(f"{text}（{at.document} 第 {at.lines} 行）" for text, at in asked.facts)
    if declared is None:
        return
    if declared.kinds:
        yield "- 名录：" + "、".join(
            f"{each.label} `{each.name}`（{len(each.properties)} 项）" for each in declared.kinds
        )
    if declared.uses:
        yield "- 用到：" + "、".join(f"`{name}`" for name in declared.uses)
    if declared.indicators:
        yield "- 指标：" + "、".join(f"{each.name} `{each.key}`" for each in declared.indicators)
    for sort, title in SORTS.items():
        if labels := [each.label for each in (*declared.figures, *declared.rules) if type(each) is sort]:
            yield f"- {title}：{'、'.join(labels)}"
    if declared.gap:
        yield f"- 还缺：{declared.gap}"
    outcomes = {"passed": "通过", "failed": "未通过"}
    yield from (f"- 证明：`{proof.test}` {outcomes.get(proof.outcome, '未运行')}" for proof in one.proofs)


def _state_term(state: str) -> "Term":
    from yaomai.web.glossary import term

    if (found := term(f"system_{state}")) is None:
        raise LookupError(f"the glossary has no word for systems that are {state}")
    return found


PAGES: dict[str, Callable[[], str]] = {
    "reference/commands.md": commands,
    "reference/settings.md": settings,
    "reference/addresses.md": addresses,
    "reference/tables.md": tables,
    "reference/glossary.md": glossary,
    "systems.md": systems,
}

if __name__ == "__main__":
    sys.exit(main())
