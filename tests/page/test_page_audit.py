"""The gate: a page that would load, run or leak something is not written."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from incident_kit.errors import PageRefused
from incident_kit.page import audit as audit_module
from incident_kit.page.audit import audit, machine_marks
from incident_kit.page.markup import CSP

POLICY = f'<meta http-equiv="Content-Security-Policy" content="{CSP}">'


def page(body: str = "", *, policy: str = POLICY, head: str = "") -> str:
    """Return a small page."""
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">{policy}'
        f"<title>t</title>{head}</head><body>{body}</body></html>"
    )


def picture(data: str, mime: str = "image/svg+xml") -> str:
    """Return an image that holds this text."""
    return f'<img alt="" src="data:{mime};base64,{base64.b64encode(data.encode()).decode()}">'


def test_an_ordinary_page_passes():
    audit(
        page(
            '<p>a <a href="https://example.org">b</a> <a href="#x">c</a></p>'
            + picture(
                '<svg xmlns="http://www.w3.org/2000/svg"><g fill="url(#a)"/></svg>'
            )
            + '<td style="text-align: right;">1</td>',
            head="<style>p{color:red}</style>",
        ),
        secrets=machine_marks(),
    )


@pytest.mark.parametrize(
    "body",
    [
        "<script>1</script>",
        "<SCRIPT src=x></SCRIPT>",
        "<p onclick=x>",
        "<p ONCLICK='x'>",
        "<iframe></iframe>",
        "<object data=x></object>",
        "<embed src=x>",
        "<form></form>",
        "<base href=x>",
        "<link rel=stylesheet href=x>",
        "<meta http-equiv=refresh content='0;url=x'>",
        "<svg><title>x</title></svg>",
        "<svg><style><img src=x></style></svg>",
        "<svg><p>x</p></svg>",
        "<svg><p>x",
        "<svg><img alt='' src='data:image/png;base64,AAAA'></svg>",
        "<svg></p></svg>",
        "<svg><svg></svg></svg>",
        "<svg onload=x></svg>",
        "<svg style='x'></svg>",
        "<svg id=x></svg>",
        "<svg><use href='#x'></use></svg>",
        "<svg><path fill='url(#x)'></path></svg>",
        "<svg><path d='M0 0' onclick=x></path></svg>",
        "<svg><text>x<a href='https://x.example'>y</a></text></svg>",
        "<path d='M0 0'></path>",
        "<math></math>",
        "<video src=x></video>",
        "<img src='https://example.org/x.png'>",
        "<img src='data:text/html;base64,AAAA'>",
        "<source srcset='x 1x'>",
        "<img srcset='data:image/png;base64,AAAA 1x, https://x 2x'>",
        "<a href='javascript:alert(1)'>",
        "<a href='java&#9;script:alert(1)'>",
        "<a href='relative'>",
        "<a href='data:text/html,x'>",
        "<a ping='https://x'>",
        "<p style='background: url(https://x)'>",
        "<style>p{background:url(https://x)}</style>",
        "<style>@import 'https://x';</style>",
        "<?xml-stylesheet href=x?>",
        picture("<svg><script>1</script></svg>"),
        picture("<svg onload='1'></svg>"),
        picture("<svg><image href='https://x'/></svg>"),
        picture("<svg><a xlink:href='javascript:1'/></svg>"),
        picture("<svg><style>@import 'x'</style></svg>"),
        picture("<svg><rect style='fill:url(https://x)'/></svg>"),
        picture("<svg><animate attributeName='href'/></svg>"),
        picture("<?xml-stylesheet href='x'?><svg/>"),
        picture("<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>"),
    ],
)
def test_what_runs_or_loads_is_refused(body):
    with pytest.raises(PageRefused, match="page refused: "):
        audit(page(body))


@pytest.mark.parametrize(
    "policy",
    ["", POLICY.replace("'none'", "*", 1), POLICY + POLICY, "<style></style>" + POLICY],
)
def test_the_policy_must_stand_once_unaltered_and_first(policy):
    with pytest.raises(PageRefused, match="Content-Security-Policy"):
        audit(page(policy=policy))


def test_every_fault_has_its_line():
    with pytest.raises(PageRefused) as refused:
        audit(page("<script></script><form></form>"))

    assert str(refused.value).splitlines() == [
        "page refused: <script> may not stand on a page",
        "page refused: <form> may not stand on a page",
    ]


class TestSecrets:
    @pytest.mark.parametrize(
        "body",
        [
            "/home/ann/x",
            "file:///home/ann",
            "/home/a&#110;n/x",
            "%2Fhome%2Fann%2Fx",
            "<p title='/HOME/ANN'>",
            picture("<svg><text>/home/ann/x</text></svg>"),
            picture("PNG /home/ann/x", "image/png"),
        ],
    )
    def test_a_path_is_found_plain_coded_and_inside_pictures(self, body):
        with pytest.raises(PageRefused, match="must not leave this machine"):
            audit(page(body), secrets=("/home/ann",))

    @pytest.mark.parametrize("body", ["/home/anna", "/home/ann-marie", "x/home/ann"])
    def test_a_longer_name_is_another_name(self, body):
        audit(page(body), secrets=("/home/ann",))

    def test_a_host_counts_as_a_whole_word(self):
        audit(page("web-101"), secrets=("web-10",))
        with pytest.raises(PageRefused, match="web-10"):
            audit(page("on web-10."), secrets=("web-10",))

    def test_pictures_do_not_hold_words_by_chance(self):
        noise = base64.b64encode(b"x").decode()

        audit(
            page(f'<img alt="" src="data:image/png;base64,ab12/{noise}">'),
            secrets=("ab12",),
        )


class TestMachineMarks:
    @pytest.fixture
    def machine(self, monkeypatch, tmp_path):
        """A machine with a name, a user and a home; return what changes it."""

        def be(*, host="build-7f", user="report", home="/home/report"):
            monkeypatch.setattr(audit_module.socket, "gethostname", lambda: host)
            monkeypatch.setattr(audit_module.getpass, "getuser", lambda: user)
            monkeypatch.setattr(Path, "home", lambda: Path(home))
            monkeypatch.chdir(tmp_path)
            return machine_marks()

        return be

    def test_name_the_home_the_folder_and_the_host(self, machine, tmp_path):
        marks = machine()

        assert {"/home/report", str(tmp_path), "build-7f"} <= set(marks)

    def test_do_not_refuse_the_words_of_a_report(self, machine):
        audit(page("The report of /tmp and /usr/local by root."), secrets=machine())

    def test_find_the_user_inside_a_path(self, machine):
        with pytest.raises(PageRefused, match="/Users/report"):
            audit(page("/Users/report/x"), secrets=machine())

    def test_a_host_of_letters_counts_only_as_an_address(self, machine):
        marks = machine(host="laptop")

        audit(page("My laptop."), secrets=marks)
        with pytest.raises(PageRefused, match="@laptop"):
            audit(page("ann@laptop"), secrets=marks)

    def test_root_is_nobody(self, machine):
        assert not {"/root", "/home/root"} & set(machine(user="root", home="/root"))
