"""The command line: ``evallib COMMAND``, ``python -m evallib COMMAND``. It parses, calls, and prints; no rule lives here."""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, NoReturn

from evallib import __version__
from evallib.problems import Problem, UserMistake, nearest, quoted
from evallib.words import LANGUAGES, Words

if TYPE_CHECKING:
    from evallib.case import Case
    from evallib.review import Review
    from evallib.running.manifest import Manifest
    from evallib.running.reports import Report
    from evallib.running.runner import Job, Place
    from evallib.running.storage import Storage

ALL_DONE, SOME_FAILED, WRONG_COMMAND = 0, 1, 2
INTERRUPTED, TERMINATED = 130, 143
LARGE = 1e9
WIDEST = 100  # columns that lines of text fill at most
IN_CHINESE = {  # what argparse says, and what it is in Chinese
    r"the following arguments are required: (.+)": "缺少 {}",
    r"argument (.+): expected (?:at least )?one argument": "{} 后面缺少内容",
    r"argument (.+): ignored explicit argument (.+)": "{} 不带内容，请删去 {}",
    r"argument (.+): invalid .+ value: (.+)": "{} 的内容 {} 无法识别",
    r"argument (.+): expected 2 arguments": "{} 后面需要名称和内容两项",
    r"argument (.+): not allowed with argument (.+)": "{} 与 {} 只能选一个",
}


class Terminated(KeyboardInterrupt):
    """The system asked the command to end."""


class Parser(argparse.ArgumentParser):
    """Words its errors in Chinese and English, with the nearest known word."""

    def error(self, message: str) -> NoReturn:
        """Print the error and leave with status 2."""
        meant = (zh.format(*found.groups()) for said, zh in IN_CHINESE.items() if (found := re.fullmatch(said, message)))
        self.refuse(Words(next(meant, message), message))

    def _check_value(self, action: argparse.Action, value: str) -> None:
        if action.choices is not None and value not in action.choices:
            name, hint = "/".join(action.option_strings) or "COMMAND", nearest(value, action.choices)
            self.refuse(Words(f"{name} 没有“{value}”；{hint.zh}", f"{name} cannot be “{value}”; {hint.en}"))

    def unknown(self, word: str) -> NoReturn:
        """Refuse a word that is not known, and suggest the nearest that is."""
        known = [option for action in self._actions for option in action.option_strings if option.startswith("--")]
        hint = nearest(word.partition("=")[0], known)
        self.refuse(Words(f"未知参数 {word}；{hint.zh}", f"unknown parameter {word}; {hint.en}"))

    def refuse(self, words: Words) -> NoReturn:
        """Say what is wrong with the command and leave with status 2."""
        print(f"命令或参数有误：{words.zh}\nwrong command or parameter: {words.en}\n{self.format_usage().strip()}", file=sys.stderr)
        sys.exit(WRONG_COMMAND)


def main(words: list[str] | None = None) -> int:
    """Run a command.

    Returns:
        0 all done and nothing failed; 1 some departments or reports failed, or a check found a contradiction; 2 the command
        or its parameters are wrong.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a GBK console lacks some signs; a report must not fail for that
    options, unknown = _parser().parse_known_args(words)
    if options.call is _lab:
        options.words = [*unknown, *options.words]
    elif unknown:
        options.parser.unknown(unknown[0])
    try:
        status = options.call(options)
        print(end="", flush=True)  # so that a reader who has left is noticed here
    except UserMistake as mistake:
        print(mistake, file=sys.stderr)
        return WRONG_COMMAND
    except KeyboardInterrupt as interrupt:
        print("已中断；已完成的报告保留。\ninterrupted; reports already made are kept.", file=sys.stderr)
        return TERMINATED if isinstance(interrupt, Terminated) else INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left unsaid goes nowhere
        return ALL_DONE
    return status


def _parser() -> Parser:
    parser = Parser(prog="evallib", description="部门整体支出绩效评价 / evaluation of departmental expenditure", allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"evallib {__version__}")
    commands = parser.add_subparsers(required=True, parser_class=Parser)
    _run_options(_command(commands, "run", _run, "生成报告 / make reports"))
    check = _command(commands, "check", _check, "只读取和核对，不生成报告 / read and reconcile only")
    _selection(check)
    check.add_argument("--scheme", default="", help="评分方案 / scoring scheme")
    check.add_argument("--lang", choices=LANGUAGES, default="zh", help="语言 / language")
    check.add_argument("--json", action="store_true", help="按 JSON 输出全部结果 / print everything as one JSON document")
    check.add_argument("--xlsx", type=Path, metavar="FILE", help="另存更正清单 / write a list of corrections, an .xlsx file")
    review = _command(commands, "review", _review, "审核部门自评报告的文字 / check the prose of a department's own report")
    review.add_argument("files", nargs="*", metavar="FILE", help="报告 .docx、.txt、.md；- 为标准输入 / reports; - for standard input")
    review.add_argument("--county", default="", help="与这个部门的数据对照：县 / county of the department to hold it against")
    review.add_argument("--year", default="", help="年度 / year")
    review.add_argument("--department", default="", help="部门；不写 FILE 时审核其文件夹中的报告 / department; without FILE its own report is checked")
    review.add_argument("--scheme", default="", help="评分方案 / scoring scheme")
    review.add_argument("--data", default="", help="数据文件夹 / data folder")
    review.add_argument("--lang", choices=LANGUAGES, default="zh", help="语言 / language")
    form = review.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="每份报告输出一行 JSON / print one JSON object a report, each on a line")
    form.add_argument("--html", type=Path, metavar="PAGE", help="另存为网页 / write a page")
    form.add_argument("--docx", type=Path, metavar="LETTER", help="另存为 Word 审核意见 / write the review opinion, a .docx file")
    listing = _command(commands, "list", _list, "列出部门、方案、笔记本、指标、核对 / what there is")
    listing.add_argument("--data", default="", help="数据文件夹 / data folder")
    listing.add_argument("--lang", choices=LANGUAGES, default="zh", help="语言 / language")
    forms = commands.add_parser("form", help="填报表：生成、读取 / forms to fill in", description="填报表 / forms to fill in", allow_abbrev=False)
    kinds = forms.add_subparsers(required=True, parser_class=Parser)
    new = _command(kinds, "new", _form_new, "为一个部门生成填报表，预填已有数据 / make a form, filled in as far as known")
    new.add_argument("--county", required=True, help="县 / county")
    new.add_argument("--year", required=True, help="年度 / year")
    new.add_argument("--department", required=True, help="部门（数据文件夹中的名称，可为新部门） / department, new ones too")
    new.add_argument("--layout", choices=("2022", "2023"), default="", help="基础数据表的表样，默认按年度 / row set of the base data table; default: by year")
    new.add_argument("--scheme", default="", help="评价清单按哪个评分方案，默认用本县的 / scheme that the checklist is for; default: the county's own")
    new.add_argument("--data", default="", help="数据文件夹 / data folder")
    new.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="文件名，默认 <县>_<年度>_<部门>.xlsx / file; default: <county>_<year>_<department>.xlsx"
    )
    read = _command(kinds, "read", _form_read, "读取填报表或部门文件夹，可互相转换 / read a form or a folder, and turn one into the other")
    read.add_argument("source", type=Path, metavar="SOURCE", help="填报表，或部门的数据文件夹 / a form, or a department's folder")
    read.add_argument("-o", "--output", type=Path, metavar="TARGET", help="写成的文件夹，或填报表 .xlsx / the folder, or the form, to write")
    read.add_argument("--data", default="", help="数据文件夹 / data folder")
    verify = _command(commands, "verify", _verify, "核对已发布的文件与清单 / see whether what is published is what the manifest says")
    verify.add_argument("--outputs", type=Path, default=Path("outputs"), help="输出文件夹 / folder of published reports")
    verify.add_argument("--rerun", action="store_true", help="全部重做一遍，逐字节比较 / make every report again and compare the bytes")
    verify.add_argument("--data", default="", help="数据文件夹 / data folder")
    verify.add_argument("--jobs", type=_whole, default=_cores(), metavar="N", help="同时运行几份 / how many at a time")
    lab = _command(commands, "lab", _lab, "在 JupyterLab 中打开笔记本 / open the notebooks in JupyterLab")
    lab.add_argument("words", nargs=argparse.REMAINDER, help="传给 jupyter lab / passed on to jupyter lab")
    return parser


def _run_options(run: Parser) -> None:
    _selection(run)
    run.add_argument("--notebook", nargs="+", default=["department"], help="笔记本 / notebooks (default: department)")
    run.add_argument("--scheme", default="", help="评分方案，默认用本县的 / scoring scheme; default: the county's own")
    run.add_argument("--lang", choices=LANGUAGES, default="zh", help="报告语言 / language of the reports")
    run.add_argument("--outputs", default="outputs", help="输出文件夹，或其 URL / folder to publish in, or its URL")
    run.add_argument("--scheduler", default="", metavar="ADDRESS", help="在 Dask 集群上生成 / make them on a Dask cluster: tcp://host:8786")
    run.add_argument("--keep-notebooks", action="store_true", help="保留执行后的笔记本 / keep executed notebooks")
    run.add_argument("--docx", action="store_true", help="另生成 Word 自评报告 / make the Word report too")
    run.add_argument(
        "-p", "--parameter", nargs=2, action="append", default=[], metavar=("NAME", "VALUE"), help="笔记本的其他参数 / a further parameter of the notebook"
    )
    run.add_argument("--force", action="store_true", help="未变的也重做 / make what is unchanged too")
    run.add_argument("--dry-run", action="store_true", help="只说明将做什么、为什么 / only tell what would be made, and why")
    run.add_argument("--jobs", type=_whole, default=_cores(), metavar="N", help="同时运行几份，默认为处理器核数 / how many at a time; default: the cores")
    run.add_argument(
        "--timeout", type=_positive, default=600, metavar="SECONDS", help="每份的时限，默认600秒 / time limit of each report; default: 600 seconds"
    )
    run.add_argument(
        "--memory", type=_bytes, default=4 * 2**30, metavar="SIZE", help="每份的内存上限，如 500M，默认 4G / memory limit of each report; default: 4G"
    )
    run.add_argument(
        "--start",
        choices=("fork", "spawn"),
        default="fork" if sys.platform.startswith("linux") else "spawn",
        help="进程的启动方式，一般不必指定 / how processes are started; seldom needed",
    )
    run.add_argument("--quiet", action="store_true", help="只报告失败 / tell failures only")
    run.add_argument("--log", type=Path, metavar="FILE", help="把经过追加到日志文件 / add everything to a log file")
    run.add_argument("--json", action="store_true", help="标准输出按行给出 JSON 事件 / tell events as lines of JSON on standard output")


def _command(commands: argparse._SubParsersAction, name: str, call: object, about: str) -> Parser:
    parser = commands.add_parser(name, help=about, description=about, allow_abbrev=False)
    parser.set_defaults(call=call, parser=parser)
    return parser


def _positive(word: str) -> float:
    """Read a number above 0."""
    number = float(word)
    if not 0 < number < LARGE:
        raise ValueError
    return int(number) if number == int(number) else number


def _whole(word: str) -> int:
    """Read a whole number above 0."""
    return int(_positive(str(int(word))))


def _bytes(word: str) -> int:
    """Read a size: ``4G``, ``500M``, or bytes."""
    number, unit = re.fullmatch(r"([0-9.]+)\s*([KMGT]?)(?:i?B)?", word.strip(), re.IGNORECASE).groups() if word.strip()[:1].isdigit() else ("", "")
    return int(_positive(number) * 1024 ** " KMGT".index(unit.upper() or " "))


def _cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _ended_politely() -> Iterator[None]:
    """Let the system's wish to end be heard like Ctrl-C: nothing half done stays, what is done is kept."""

    def end(*_: object) -> NoReturn:
        raise Terminated

    names = [name for name in ("SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), end) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


def _selection(parser: Parser) -> None:
    parser.add_argument("--county", nargs="+", action="extend", default=[], help="县 / counties")
    parser.add_argument("--year", nargs="+", action="extend", default=[], help="年度 / years")
    parser.add_argument("--department", nargs="+", action="extend", default=[], help="部门 / departments")
    parser.add_argument("--data", default="", help="数据文件夹 / data folder")


def _run(options: argparse.Namespace) -> int:
    from evallib.running.progress import tell_end  # noqa: PLC0415  commands load what they need

    try:
        return _run_selected(options)
    except (UserMistake, KeyboardInterrupt) as error:
        tell_end(str(error) or "已中断 interrupted", options.log, events=options.json)
        raise


def _run_selected(options: argparse.Namespace) -> int:
    from evallib.reading.folder import find_data  # noqa: PLC0415
    from evallib.rules.schemes import read_scheme  # noqa: PLC0415
    from evallib.running import manifest, runner, storage  # noqa: PLC0415
    from evallib.running.nursery import Limits  # noqa: PLC0415
    from evallib.running.selection import find_notebooks, select, selected_reports  # noqa: PLC0415

    with _ended_politely(), storage.opened(options.data, options.outputs) as opened:
        data = find_data(opened.data).resolve()
        if options.scheme:
            read_scheme(data, options.scheme)
        chosen = select(data, county=options.county, year=options.year, department=options.department)
        reports = selected_reports(chosen, find_notebooks(options.notebook), options.scheme, options.lang, options.parameter)
        limits = Limits(seconds=options.timeout, memory=options.memory)
        job = runner.Job(data, opened.outputs, options.keep_notebooks, options.docx, options.force, limits, opened.address)
        if options.dry_run:
            return _dry_run(job, reports, opened.manifest())
        began = f"{time.strftime('%Y-%m-%d %H:%M:%S')}, pid {os.getpid()}"
        with manifest.alone_in(job.outputs, began):
            return _made(options, job, reports, opened)


def _dry_run(job: Job, reports: list[Report], manifest: Manifest) -> int:
    """Print what a run would do with each report, and why."""
    from evallib.running.progress import as_told  # noqa: PLC0415

    for one in job.plan(reports, manifest):
        told = as_told(one)
        print(f"{one.report.name}  {told.zh} / {told.en}")
    return ALL_DONE


def _made(options: argparse.Namespace, job: Job, reports: list[Report], storage: Storage) -> int:
    """Make what is to be made, and tell of it."""
    from evallib.running import results, site  # noqa: PLC0415
    from evallib.running.progress import Progress  # noqa: PLC0415

    manifest = storage.manifest()
    if manifest.doubtful:
        print("manifest.json 无法读取，全部报告将重新生成。\nmanifest.json cannot be read; all reports are made again.", file=sys.stderr)

    planned = job.plan(reports, manifest)
    to_make = [one for one in planned if one.reason]
    with Progress(len(to_make), len(planned) - len(to_make), quiet=options.quiet, log=options.log, events=options.json) as progress:
        try:
            done = job.run(to_make, manifest, lambda: _place(options, job, [one.report for one in to_make], storage), progress.tell) if to_make else []
        except (UserMistake, KeyboardInterrupt):
            with suppress(UserMistake):
                site.publish(manifest, job.prints, planned)
            raise
        if not options.json:
            for file in sorted(file for one in done if not one.error for file in (one.page, one.word) if file):
                print(file)
        progress.summary(done)
    for note in results.publish(manifest, job.prints.made_with):
        print(f"{note.zh}\n{note.en}", file=sys.stderr)
    site.publish(manifest, job.prints, planned)
    if not options.quiet and not options.json:
        print(f"全部报告的目录 index of all reports  {job.page(site.index_name(options.lang))}", file=sys.stderr)
    return SOME_FAILED if any(one.error for one in done) else ALL_DONE


def _place(options: argparse.Namespace, job: Job, reports: list[Report], storage: Storage) -> Place:
    """Open the place where reports are made: processes here, or a cluster."""
    from evallib.running.cluster import Cluster  # noqa: PLC0415
    from evallib.running.nursery import Nursery  # noqa: PLC0415
    from evallib.running.reports import read_shared, years_read  # noqa: PLC0415
    from evallib.running.storage import Carrier  # noqa: PLC0415

    if options.scheduler:
        return Carrier(Cluster(options.scheduler, storage.not_away(job.data, job.outputs.resolve())), storage.away)
    here = Nursery(min(options.jobs, len(reports)), fork=options.start == "fork", prepare=partial(read_shared, job.data, years_read(reports), word=job.docx))
    return Carrier(here, storage.away) if storage.away else here


def _verify(options: argparse.Namespace) -> int:
    from evallib.reading.folder import find_data  # noqa: PLC0415
    from evallib.running import site  # noqa: PLC0415
    from evallib.running.nursery import Nursery  # noqa: PLC0415
    from evallib.running.progress import Progress  # noqa: PLC0415
    from evallib.running.results import differences  # noqa: PLC0415
    from evallib.running.runner import Job  # noqa: PLC0415
    from evallib.running.verify import known, made_again  # noqa: PLC0415

    manifest = known(options.outputs)
    different = list(manifest.differences())
    for name in manifest.strangers():
        print(f"{name}  清单中没有，未核对 / not in the manifest, not verified", file=sys.stderr)
    if options.rerun:
        job = Job(find_data(options.data).resolve(), options.outputs)
        with _ended_politely(), Progress(len(manifest.reports)) as progress:
            different += made_again(job, manifest, lambda: Nursery(options.jobs), progress.tell)
        different += [*differences(manifest), *site.differences(manifest, job.prints)]
    for name, words in different:
        print(f"{name}  {words.zh} / {words.en}")
    reports = len(manifest.reports)
    print(f"{reports}份报告，{len(different)}处不符 / reports: {reports}, differences: {len(different)}", file=sys.stderr)
    return SOME_FAILED if different else ALL_DONE


def _check(options: argparse.Namespace) -> int:
    from evallib.case import open_cases  # noqa: PLC0415
    from evallib.reading.folder import find_data  # noqa: PLC0415
    from evallib.rules.findings import Outcome  # noqa: PLC0415
    from evallib.rules.schemes import read_scheme  # noqa: PLC0415
    from evallib.running.selection import select  # noqa: PLC0415
    from evallib.showing.terminal import as_json, overview  # noqa: PLC0415

    data = find_data(options.data)
    if options.scheme:
        read_scheme(data, options.scheme)
    if options.xlsx:
        _output_name("--xlsx", options.xlsx, ".xlsx")
    checked = open_cases(select(data, county=options.county, year=options.year, department=options.department), options.scheme, options.lang, data)
    if options.xlsx:
        from evallib.showing.corrections import workbook  # noqa: PLC0415
        from evallib.writing import write_whole  # noqa: PLC0415

        write_whole(options.xlsx, workbook(checked, options.lang))
        print(f"已写入 written  {options.xlsx}", file=sys.stderr)
    if options.json and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # JSON is UTF-8 on any console
    print(as_json(checked, options.lang) if options.json else overview(checked, options.lang, min(WIDEST, get_terminal_size((WIDEST, 0)).columns)))
    failed = any(isinstance(one, UserMistake) or one.outcomes[Outcome.FAIL] for one in checked.values())
    return SOME_FAILED if failed else ALL_DONE


def _output_name(option: str, path: Path, suffix: str) -> None:
    """Refuse a name that no program opens as what it will be, or a folder that is not there: before the work is done."""
    where = Words(f"{option} {path}", f"{option} {path}")
    if path.suffix.lower() != suffix:
        expected = Words(f"以 {suffix} 结尾的文件名", f"a name that ends with {suffix}")
        raise UserMistake([Problem(where, quoted(path.name), expected, Words("请改文件名", "change the name"))])
    if not os.path.isdir(path.parent):  # noqa: PTH112  unlike Path.is_dir it raises nothing
        found = Words(f"没有文件夹“{path.parent}”", f"no folder “{path.parent}”")
        raise UserMistake(
            [Problem(where, found, Words("已有的文件夹", "a folder that is there"), Words("请先建立文件夹，或检查路径", "make it, or check the path"))]
        )


PASTED = Words("粘贴的文字", "pasted text")
MOST_PASTED = 100_000_000  # bytes of standard input that are looked at; a text may have far fewer


def _review(options: argparse.Namespace) -> int:
    from evallib.case import open_case  # noqa: PLC0415
    from evallib.reading.folder import find_data  # noqa: PLC0415
    from evallib.rules.findings import Outcome  # noqa: PLC0415

    _review_words(options)
    case = open_case(options.county, options.year, options.department, options.scheme, options.lang, options.data) if options.department else None
    inputs = [*options.files, *([find_data(options.data) / case.record.report] if case else [])]
    for option, path, suffix in (("--html", options.html, ".html"), ("--docx", options.docx, ".docx")):
        if path:
            _output_name(option, path, suffix)
            _spared(option, path, inputs)
    if options.json and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # JSON is UTF-8 on any console
    done = [_reviewed(options, case, file) for file in options.files or [""]]
    return SOME_FAILED if any(one is None or one.outcomes[Outcome.FAIL] for one in done) else ALL_DONE


def _reviewed(options: argparse.Namespace, case: Case | None, file: str) -> Review | None:
    """Review a report and tell it as asked; None where it cannot be read, which is told instead."""
    from evallib.reading.texts import read_text, text_of  # noqa: PLC0415
    from evallib.review import own_report, review_of  # noqa: PLC0415

    pasted = sys.stdin.buffer.read(MOST_PASTED) if file == "-" else b""
    try:
        text = (
            own_report(case, options.data) if not file else text_of(pasted, PASTED.said(options.lang)) if pasted or file == "-" else read_text(Path(file), file)
        )
        review = review_of(text, case, options.lang)
    except UserMistake as mistake:
        print(mistake, file=sys.stderr)
        if options.json:
            _print_json(file, mistake, options.lang)
        return None
    if options.json:
        _print_json(file or text.file, review, options.lang)
    elif options.html or options.docx:
        from evallib.writing import write_whole  # noqa: PLC0415

        write_whole(options.html or options.docx, _page(options, file, pasted) if options.html else _letter(review))
        print(options.html or options.docx)
    else:
        from evallib.showing.review_lines import review_lines  # noqa: PLC0415

        print(review_lines(review, min(WIDEST, get_terminal_size((WIDEST, 0)).columns)), end="\n\n" if len(options.files) > 1 else "\n", flush=True)
    return review


def _print_json(file: str, one: Review | UserMistake, lang: str) -> None:
    from evallib.showing.review_lines import review_json  # noqa: PLC0415

    print(review_json(file, one, lang), flush=True)


def _letter(review: Review) -> bytes:
    from evallib.showing.letter import letter  # noqa: PLC0415

    return letter(review)


def _page(options: argparse.Namespace, file: str, pasted: bytes) -> str:
    """Return the page of a review: that of the notebook, for this file."""
    from evallib.running.reports import execute, exported  # noqa: PLC0415
    from evallib.running.selection import find_notebooks  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="evallib-") as folder:
        if file == "-":
            path = Path(folder) / PASTED.said(options.lang)
            path.write_bytes(pasted)
        else:
            path = Path(file).resolve() if file else ""
        values = {name: getattr(options, name) for name in ("county", "department", "scheme", "lang")}
        values |= {"year": int(options.year or 0), "data": str(Path(options.data).resolve()) if options.data else "", "report": str(path)}
        return exported(execute(find_notebooks(["review"])[0], values))


def _review_words(options: argparse.Namespace) -> None:
    """Refuse words that do not go together."""
    named = {f"--{name}": getattr(options, name) for name in ("county", "year", "department")}
    if any(named.values()) and not all(named.values()):
        lacking = "、".join(name for name, value in named.items() if not value)
        options.parser.refuse(Words(f"与部门数据对照时缺少 {lacking}", f"to hold a report against a department, name it by {lacking} too"))
    if not options.files and not options.department:
        options.parser.refuse(Words("缺少 FILE", "the following arguments are required: FILE"))
    if len(options.files) > 1 and (options.html or options.docx):
        options.parser.refuse(Words("--html 和 --docx 一次只用于一份报告", "--html and --docx take one report at a time"))


def _spared(option: str, path: Path, inputs: list[str | Path]) -> None:
    """Refuse to write over what is read."""
    if any(os.path.exists(one) and os.path.exists(path) and os.path.samefile(one, path) for one in inputs):  # noqa: PTH110, PTH121  names that are none raise nothing
        found, expected = Words("正在审核的报告", "the report under review"), Words("另一个文件名", "another name")
        raise UserMistake([Problem(Words(f"{option} {path}", f"{option} {path}"), found, expected, Words("请改文件名", "change the name"))])


def _form_new(options: argparse.Namespace) -> int:
    from evallib.forms import new_form, safe_name  # noqa: PLC0415
    from evallib.reading.folder import DepartmentYear, find_data  # noqa: PLC0415

    if not re.fullmatch("[0-9]{4}", options.year):
        raise UserMistake(
            [Problem(Words("--year", "--year"), quoted(options.year), Words("四位数字的年度", "a year of four digits"), Words("请更正", "correct it"))]
        )
    safe_name("department", options.department)
    which = DepartmentYear(options.county, int(options.year), options.department)
    path = options.output or Path(f"{options.county}_{options.year}_{options.department}.xlsx")
    for note in new_form(find_data(options.data), which, path, layout=int(options.layout or 0), scheme=options.scheme):
        print(f"{note.zh}\n{note.en}", file=sys.stderr)
    print(path)
    return ALL_DONE


def _form_read(options: argparse.Namespace) -> int:
    from evallib.forms import counted, read_source, save  # noqa: PLC0415
    from evallib.reading.folder import find_data  # noqa: PLC0415

    data = find_data(options.data) if options.data else None
    if not options.source.exists():
        found = Words("没有该文件或文件夹", "no such file or folder")
        expected = Words("填报表，或部门的数据文件夹", "a form, or a department's folder")
        raise UserMistake([Problem(Words(str(options.source), str(options.source)), found, expected, Words("请检查路径", "check the path"))])
    try:
        record = read_source(options.source)
    except UserMistake as mistake:
        print(mistake, file=sys.stderr)
        return SOME_FAILED
    for remark in record.remarks:
        print(f"{remark.place.zh}：{remark.words.zh}\n{remark.place.en}: {remark.words.en}", file=sys.stderr)
    if options.output:
        save(record, options.source, options.output, data)
        print(options.output)
    else:
        held = counted(record)
        print(f"{held.zh}；没有读取问题\n{held.en}; no problems in reading")
    return ALL_DONE


def _list(options: argparse.Namespace) -> int:
    from evallib.running.selection import notebooks  # noqa: PLC0415
    from evallib.showing.terminal import listed  # noqa: PLC0415

    print(listed(options.data, options.lang, notebooks()))
    return ALL_DONE


def _lab(options: argparse.Namespace) -> int:
    from evallib.running.selection import notebooks_folder  # noqa: PLC0415

    try:
        import jupyterlab  # noqa: F401, PLC0415
    except ImportError:
        print(
            "没有安装 JupyterLab：请运行 python3 run.py lab，或 pip install -e .[lab]\nJupyterLab is not installed: run python3 run.py lab, or pip install -e .[lab]",
            file=sys.stderr,
        )
        return WRONG_COMMAND
    quiet = ["--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]  # nothing is asked of the outside
    return subprocess.call([sys.executable, "-m", "jupyter", "lab", str(notebooks_folder()), *quiet, *options.words])  # noqa: S603  the user's own words


if __name__ == "__main__":
    sys.exit(main())
