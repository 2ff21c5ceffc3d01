"""What a report shows: every function in both languages on every real case; charts with every glyph; frames for analysts."""

import warnings
from decimal import Decimal as D
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from builders import data_folder
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.font_manager import findfont
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text

from evallib import open_case, open_county, open_county_monitoring, open_monitoring, open_projects, show
from evallib.reading.folder import find_data
from evallib.showing import charts
from evallib.showing.pieces import Chart, Piece, Table, tag

DATA = find_data(Path(__file__).parents[1] / "data")
CASES = (("guidong", 2022, "ftu"), ("yiyang", 2022, "ftu"), ("hengshan", 2023, "guantang"))


OTHERS = {  # what other notebooks show, and what it is shown of: with everything, and with next to nothing
    "monitoring_": [lambda lang, which=which: open_monitoring("demo", 2024, which, 7, lang=lang, data=DATA) for which in ("education", "gazetteer")],
    "projects_": [lambda lang, which=which: open_projects("demo", 2024, which, lang=lang, data=DATA) for which in ("education", "gazetteer")],
    "county_": [lambda lang: open_county("demo", 2024, lang=lang, data=DATA), lambda lang: open_county("yiyang", 2022, lang=lang, data=DATA)],
    "alerts_": [lambda lang, month=month: open_county_monitoring("demo", 2024, month, ("education", "audit", "gazetteer"), lang=lang, data=DATA) for month in (7, 12)],
}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("prefix", "opened"), [(prefix, opened) for prefix, ways in OTHERS.items() for opened in ways], ids=str)
def test_every_piece_of_the_other_notebooks_shows_itself(prefix, opened, lang):
    subject = opened(lang)
    for name in (name for name in show.__all__ if name.startswith(prefix)):
        check_piece(getattr(show, name)(subject))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("where", CASES, ids=lambda c: c[0])
@pytest.mark.parametrize("name", [name for name in show.__all__ if not name.startswith((*OTHERS, "review_"))])
def test_every_piece_shows_itself(name, where, lang):
    check_piece(getattr(show, name)(open_case(*where, lang=lang, data=DATA)))


def check_piece(piece):
    assert isinstance(piece, Piece | Table | Chart)
    data, metadata = piece._repr_mimebundle_()
    assert data["text/plain"]
    assert metadata["evallib"]["kind"]
    assert "None" not in data.get("text/html", "")
    assert "Words(" not in data.get("text/html", "")


def drawn(case):
    return [piece for piece in (show.money_chart(case), show.score_chart(case)) if isinstance(piece, Chart)]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("where", CASES, ids=lambda c: c[0])
def test_every_glyph_of_a_chart_is_in_the_vendored_font(where, lang):
    """No Chinese font need be installed: the family is found in the package, and has every character drawn."""
    assert Path(findfont(charts.FAMILY)).parent == Path(charts.__file__).parent / "fonts"
    known = set(FT2Font(findfont(charts.FAMILY)).get_charmap())
    for chart in drawn(open_case(*where, lang=lang, data=DATA)):
        text = {c for artist in chart.drawing.findobj(Text) for c in artist.get_text()}
        assert {c for c in text if ord(c) not in known} == set()


def test_fonts_hold_the_standard_characters_and_rare_county_names():
    for name in ("EvalSansSC-Regular.ttf", "EvalSansSC-Bold.ttf"):
        known = set(FT2Font(str(Path(charts.__file__).parent / "fonts" / name)).get_charmap())
        assert {ord(c) for c in "硚口埇桥浉河猇亭瀍河甪直喆堃垚珺玥翀桂东衡山贯塘示例县〔〕【】（）％—…≥≤÷×－＋＝†㎡" if ord(c) not in known} == set()
        assert len(known) >= 8105


def test_charts_are_the_same_bytes_each_time():
    first, second = ([(charts.svg(c.drawing), charts.png(c.drawing)) for c in drawn(open_case("guidong", 2022, "ftu", data=DATA))] for _ in range(2))
    assert first == second


def test_charts_choose_no_backend_and_draw_without_warning():
    import matplotlib as mpl

    before = mpl.get_backend(auto_select=False)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for chart in drawn(open_case("hengshan", 2023, "guantang", data=DATA)):
            charts.svg(chart.drawing)
    assert mpl.get_backend(auto_select=False) == before


@pytest.mark.parametrize("year", [2023, 2024])
def test_scores_of_a_county_are_drawn_in_the_order_of_their_table_from_the_tens_below_the_lowest(year):
    county = open_county("demo", year, data=DATA)
    axes = show.county_scores_chart(county).drawing.axes[0]
    names = [text.get_text() for text in axes.texts if text.get_text().startswith(("示例县", "共青团"))]
    assert names == [row.head.zh for row in show.county_scores(county).rows]
    scores = [score for one in county.departments for score in (one.lowest, one.stated.value)]
    assert 0 <= min(scores) - round(axes.get_xlim()[0]) < 10
    assert axes.get_xlim()[1] > max(scores)
    assert len(axes.patches) == len(county.departments)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_letter_of_a_chart_is_cut_off(lang):
    import matplotlib as mpl

    months = open_monitoring("demo", 2024, "education", 9, lang=lang, data=DATA)
    county = open_county("demo", 2024, lang=lang, data=DATA)
    charts_ = [show.monitoring_chart(months), show.county_scores_chart(county), show.county_structure_chart(county), *drawn(open_case("guidong", 2022, "ftu", lang=lang, data=DATA))]
    for chart in charts_:
        with mpl.rc_context(charts.STYLE):
            chart.drawing.canvas.draw()
            boxes = {text.get_text(): text.get_window_extent() for text in chart.drawing.findobj(Text) if text.get_text()}
        edge = chart.drawing.bbox.padded(1)
        assert [text for text, box in boxes.items() if not (edge.x0 <= box.x0 and box.x1 <= edge.x1 and edge.y0 <= box.y0 and box.y1 <= edge.y1)] == []


def test_chart_says_in_words_what_it_shows():
    chart = show.money_chart(open_case("guidong", 2022, "ftu", data=DATA))
    for text in ("支出总额", "114.66万元", "189.20万元", "174.68万元", "14.52万元"):
        assert text in chart.alt.zh
    assert [row.cells[0].value for row in chart.table.rows] == [D("114.66"), D("108.06"), D("6.6")]


def test_a_table_goes_on_as_a_frame_with_exact_numbers():
    frame = show.money_table(open_case("guidong", 2022, "ftu", data=DATA)).frame
    assert frame.loc["支出总额", "决算数"] == D("189.20")
    assert frame.loc["项目支出", "年初预算数"] == D("6.6")
    assert list(frame.columns) == ["年初预算数", "决算数", "占年初预算"]


def test_a_report_compares_the_tables_and_names_a_broken_one(tmp_path):
    data = data_folder(tmp_path, items="exp_total,,budget_initial,114.66,万元\nexp_total,,budget_revised,189.20,万元\nself_score,,actual,96,分")
    (data / "schemes" / "local.yml").write_text("name: x\n", encoding="utf-8")
    frame = show.other_schemes(open_case("test", 2022, "unit", data=data)).frame
    assert list(frame["可能总分"]) == ["0—95", "0—95", "0—97", "0—100", ""]
    assert frame.index[0].endswith("（本报告采用）")
    assert "schemes/local.yml" in frame["自评得分"].iloc[-1]


def test_amounts_in_yuan_stand_in_the_table_in_its_unit(tmp_path):
    items = "exp_total,,actual,1892000.00,元\nexp_total,,budget_initial,0.0114660,亿元\nexp_project,,actual,14.52,万元\nproject,甲,actual,145200,元"
    case = open_case("test", 2022, "unit", data=data_folder(tmp_path, items=items))
    assert list(show.money_table(case).frame.loc["支出总额"]) == [D("114.660"), D("189.2"), case.indicator("execution_rate", basis="initial").value]
    assert list(show.projects(case).frame["决算数"]) == [D("14.52"), D("14.52")]
    assert case.figure("exp_total").shown("zh") == "189.20万元"
    assert case.figure("exp_total").sources[0].line == 2


def test_additions_as_stated_have_their_unit_once(tmp_path):
    items = "exp_total,,budget_initial,100.00,万元\nexp_total,,actual,110.00,万元\nbudget_additions,,actual,10.00,万元"
    data = data_folder(tmp_path, items=items)
    said = [show.money(open_case("test", 2022, "unit", lang=lang, data=data)).text for lang in ("zh", "en")]
    assert ("年中追加10.00万元，" in said[0], "were CNY 0.10 million" in said[1]) == (True, True)


def test_text_is_escaped_once():
    assert tag("p", '<b>&"', title='"><script>') == """<p title='"&gt;&lt;script&gt;'>&lt;b&gt;&amp;"</p>"""
    assert tag("p", "", title="\"'") == """<p title="&quot;'"></p>"""
    assert tag("p", tag("b", "<")) == "<p><b>&lt;</b></p>"


@given(text=st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc"])), title=st.text(alphabet="<>&\"'=／“”x ", min_size=1))
def test_elements_are_written_as_nbconvert_would_write_them(text, title):
    element = tag("p", f"·{text}·", title=title, class_="say", id="x")
    assert str(BeautifulSoup(element, "html.parser")) == element


def test_unknown_name_says_what_there_is():
    with pytest.raises(AttributeError, match="money_table"):
        show.moneytable


def test_projects_that_only_their_own_forms_tell_are_shown(tmp_path):
    profile = "name: 某局\ngoal: {zh: 全年养护120公里, en: Maintain 120 km}\nachieved: 养护121公里\nthrift: 会议合并召开\n"
    targets = "level1,level2,level3,direction,target,actual,unit,weight,project\n产出指标,数量指标,里程,≥,120,121,公里,50,公路养护"
    data = data_folder(tmp_path, profile=profile, items="project,桥梁,actual,3.00,万元\nexp_project,,actual,21.50,万元", projects="公路养护,project_funds,actual,185000,元", targets=targets)
    case = open_case("test", 2022, "unit", data=data)
    assert show.projects(case).frame["决算数"].to_dict() == {"公路养护": D("18.5"), "桥梁": D("3.00"), "项目支出": D("21.50")}
    assert show.results(case).frame["分组"].to_dict() == {"里程": "公路养护"}
    shown = show.duties(case).text
    assert [text in shown for text in ("年度总体目标：全年养护120公里", "完成情况：养护121公里", "厉行节约保障措施：会议合并召开")] == [True] * 3
    assert "Overall goal of the year: Maintain 120 km" in show.duties(open_case("test", 2022, "unit", lang="en", data=data)).text
