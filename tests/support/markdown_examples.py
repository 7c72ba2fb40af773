"""Texts, what is read from each (written as HTML, for people to compare), and their plain text.

Python, JavaScript and SQL read them alike: each is tested with these examples.
"""

from typing import Any, NamedTuple

from llm_api.analysis.markdown import Block, Inline

ELEMENTS = {
    "paragraph": "p",
    "code_block": "pre",
    "item": "li",
    "quote": "blockquote",
    "row": "tr",
    "cell": "td",
    "emphasis": "em",
    "strikethrough": "s",
}
ATTRIBUTES = {"target": "href", "start": "start", "align": "align", "language": "class"}


def as_objects(nodes: tuple[Block, ...] | tuple[Inline, ...]) -> list[dict[str, Any]]:
    """A tree as JavaScript has it."""
    children = ("inlines", "blocks")
    return [
        node._asdict() | {name: as_objects(getattr(node, name, ())) for name in children}
        for node in nodes
    ]


def html(nodes: list[dict[str, Any]]) -> str:
    """A tree as HTML, without escaping."""
    return "".join(map(_element, nodes))


def _element(node: dict[str, Any]) -> str:
    kind = node["kind"]
    inner = node.get("text", "") + html(node.get("inlines", [])) + html(node.get("blocks", []))
    match kind:
        case "text":
            return inner
        case "break" | "rule":
            return "<br>" if kind == "break" else "<hr>"
        case "paragraph" if node["tight"]:
            return inner
        case "heading":
            name = f"h{node['level']}"
        case "list":
            name = "ul" if node["start"] is None else "ol"
        case "link":
            name = "a"
        case _:
            name = ELEMENTS.get(kind, kind)
    values = ((ATTRIBUTES[key], node.get(key)) for key in ATTRIBUTES)
    attributes = "".join(f' {key}="{value}"' for key, value in values if value not in ("", None))
    return f"<{name}{attributes}>{inner}</{name}>"


class Example(NamedTuple):
    text: str
    html: str
    plain_text: str


EXAMPLES = [
    Example(*example)
    for example in [
        ("What is a mutex?", "<p>What is a mutex?</p>", "What is a mutex?"),
        (
            "First line\nsecond line\n\n\nSecond paragraph",
            "<p>First line<br>second line</p><p>Second paragraph</p>",
            "First line\nsecond line\n\n\nSecond paragraph",
        ),
        (
            "  indented\n    code without a fence\n\nnext",
            "<p>  indented<br>    code without a fence</p><p>next</p>",
            "  indented\n    code without a fence\n\nnext",
        ),
        ("# Only a comment\nx = 1", "<p># Only a comment<br>x = 1</p>", "# Only a comment\nx = 1"),
        (
            "# one\n\n## two\n\ntext #3",
            "<p># one</p><p>## two</p><p>text #3</p>",
            "# one\n\n## two\n\ntext #3",
        ),
        (
            "C# and F#, 2 * 3 * 4, a_b_c, ~5 %, 5 < 6 & 7 > 3",
            "<p>C# and F#, 2 * 3 * 4, a_b_c, ~5 %, 5 < 6 & 7 > 3</p>",
            "C# and F#, 2 * 3 * 4, a_b_c, ~5 %, 5 < 6 & 7 > 3",
        ),
        ("*args, **kwargs", "<p>*args, **kwargs</p>", "*args, **kwargs"),
        (
            "\\d+\\.\\d* in C:\\new\\*.txt",
            "<p>\\d+\\.\\d* in C:\\new\\*.txt</p>",
            "\\d+\\.\\d* in C:\\new\\*.txt",
        ),
        ("&amp; &lt;b&gt; &#42;", "<p>&amp; &lt;b&gt; &#42;</p>", "&amp; &lt;b&gt; &#42;"),
        (
            "<b>bold</b> <script>alert(1)</script> <!-- x -->",
            "<p><b>bold</b> <script>alert(1)</script> <!-- x --></p>",
            "<b>bold</b> <script>alert(1)</script> <!-- x -->",
        ),
        ("curl -X POST \\\n  -d x", "<p>curl -X POST \\<br>  -d x</p>", "curl -X POST \\\n  -d x"),
        ("[1] and [x] and a[i](j)", "<p>[1] and [x] and a[i](j)</p>", "[1] and [x] and a[i](j)"),
        ("-", "<p>-</p>", "-"),
        ("---", "<p>---</p>", "---"),
        ("```", "<p>```</p>", "```"),
        ("\r\nold\rline ends\r\n", "<p>old<br>line ends</p>", "\r\nold\rline ends\r\n"),
        ("🙂 👩\u200d💻 emoji", "<p>🙂 👩\u200d💻 emoji</p>", "🙂 👩\u200d💻 emoji"),
        (
            "https://example.com/a_b_c and name@example.com",
            "<p>https://example.com/a_b_c and name@example.com</p>",
            "https://example.com/a_b_c and name@example.com",
        ),
        (
            "## Summary\n\n**Strong** on indexes.\n\n| Area | Score |\n|---|---|\n| Clarity | 8 |",
            "<h2>Summary</h2><p><strong>Strong</strong> on indexes.</p><table><tr><td>Area</td><td>Score</td></tr><tr><td>Clarity</td><td>8</td></tr></table>",
            "Summary\n\nStrong on indexes.\n\nArea\tScore\nClarity\t8",
        ),
        (
            "**Clarity:** you were *clear*",
            "<p><strong>Clarity:</strong> you were <em>clear</em></p>",
            "Clarity: you were clear",
        ),
        (
            "Good work.\n\n- one\n- two\n  - nested **bold**\n    1. deep\n- three",
            '<p>Good work.</p><ul><li>one</li><li>two<ul><li>nested <strong>bold</strong><ol start="1"><li>deep</li></ol></li></ul></li><li>three</li></ul>',
            "Good work.\n\none\ntwo\nnested bold\n1. deep\nthree",
        ),
        (
            "* one\n\n* two\n\n  more of two",
            "<ul><li><p>one</p></li><li><p>two</p><p>more of two</p></li></ul>",
            "one\n\ntwo\n\nmore of two",
        ),
        (
            "3. three\n4. four\n   - inside\n10. next",
            '<ol start="3"><li>three</li><li>four<ul><li>inside</li></ul></li><li>next</li></ol>',
            "3. three\n4. four\ninside\n5. next",
        ),
        ("1) a\n2) b", '<ol start="1"><li>a</li><li>b</li></ol>', "1. a\n2. b"),
        (
            "- a\n+ b\n* c",
            "<ul><li>a</li></ul><ul><li>b</li></ul><ul><li>c</li></ul>",
            "a\n\nb\n\nc",
        ),
        (
            "# Heading one\n\n### Heading three ###\n\n*text*",
            "<h1>Heading one</h1><h3>Heading three</h3><p><em>text</em></p>",
            "Heading one\n\nHeading three\n\ntext",
        ),
        (
            "Title\n=====\n\nSub\n---\ntext",
            "<h1>Title</h1><h2>Sub</h2><p>text</p>",
            "Title\n\nSub\n\ntext",
        ),
        ("a\n\n---\n\n***\n\nb", "<p>a</p><hr><hr><p>b</p>", "a\n\nb"),
        (
            "> quote\n> second\n\n> > nested **x**\nlazy",
            "<blockquote><p>quote<br>second</p></blockquote><blockquote><blockquote><p>nested <strong>x</strong><br>lazy</p></blockquote></blockquote>",
            "quote\nsecond\n\nnested x\nlazy",
        ),
        (
            "- > quote in item\n- ```\n  code\n  ```",
            "<ul><li><blockquote><p>quote in item</p></blockquote></li><li><pre>code</pre></li></ul>",
            "quote in item\ncode",
        ),
        (
            "Use `x = a[i] * b` and ``a `tick` b``.",
            "<p>Use <code>x = a[i] * b</code> and <code>a `tick` b</code>.</p>",
            "Use x = a[i] * b and a `tick` b.",
        ),
        (
            "```python\ndef f(x):\n    return '**x**'\n```\nDone.",
            "<pre class=\"python\">def f(x):\n    return '**x**'</pre><p>Done.</p>",
            "def f(x):\n    return '**x**'\n\nDone.",
        ),
        ("```js {1,3}\nlet a\n```", "<pre>js {1,3}\nlet a</pre>", "js {1,3}\nlet a"),
        ("```SELECT *\nFROM t;\n```", "<pre>SELECT *\nFROM t;</pre>", "SELECT *\nFROM t;"),
        ("~~~\ntilde\n~~~", "<pre>tilde</pre>", "tilde"),
        (
            "**x**\n\n    indented = code\n\ny",
            "<p><strong>x</strong></p><pre>indented = code</pre><p>y</p>",
            "x\n\nindented = code\n\ny",
        ),
        ("Sure:\n```js\nlet a", '<p>Sure:</p><pre class="js">let a</pre>', "Sure:\n\nlet a"),
        ("````\n```\n````", "<pre>```</pre>", "```"),
        ("- ```\n  open", "<ul><li><pre>open</pre></li></ul>", "open"),
        ("~~old~~ new ~one~", "<p><s>old</s> new ~one~</p>", "old new ~one~"),
        (
            "***both*** __strong__ _em_ **a*b*c**",
            "<p><em><strong>both</strong></em> <strong>strong</strong> <em>em</em> <strong>a*b*c</strong></p>",
            "both strong em a*b*c",
        ),
        (
            "def __init__(self) sets `__proto__` if __name__ == '__main__', __not code__",
            "<p>def __init__(self) sets <code>__proto__</code> if __name__ == '__main__',"
            " <strong>not code</strong></p>",
            "def __init__(self) sets __proto__ if __name__ == '__main__', not code",
        ),
        ("**open and never closed", "<p>**open and never closed</p>", "**open and never closed"),
        (
            "snake_case_name and _emphasis_ in *ASCII*.",
            "<p>snake_case_name and <em>emphasis</em> in <em>ASCII</em>.</p>",
            "snake_case_name and emphasis in ASCII.",
        ),
        (
            "# 5*60*60 seconds, a**b**c",
            "<p># 5*60*60 seconds, a**b**c</p>",
            "# 5*60*60 seconds, a**b**c",
        ),
        (
            "un*believ*able *and* foo*bar* and 7*x* *y*3",
            "<p>un*believ*able <em>and</em> foo<em>bar</em> and 7<em>x</em> <em>y</em>3</p>",
            "un*believ*able and foobar and 7x y3",
        ),
        ("a  \nb\\\nc **d**", "<p>a<br>b<br>c <strong>d</strong></p>", "a\nb\nc d"),
        (
            "\\*not em\\* but **bold** \\# \\\\",
            "<p>*not em* but <strong>bold</strong> # \\</p>",
            "*not em* but bold # \\",
        ),
        (
            '**Note:** see [docs](https://example.com/a?b=1&c=2 "Title") and <https://example.com>.',
            '<p><strong>Note:</strong> see <a href="https://example.com/a?b=1&c=2">docs</a> and <a href="https://example.com">https://example.com</a>.</p>',
            "Note: see docs and https://example.com.",
        ),
        (
            "[docs](https://example.com/ü) [same](HTTP://EXAMPLE.COM)",
            '<p><a href="https://example.com/%C3%BC">docs</a> <a href="HTTP://EXAMPLE.COM">same</a></p>',
            "docs same",
        ),
        (
            '[reference][1] and [Docs]\n\n[1]: https://example.com/1\n[docs]: <https://example.com/2> "t"',
            '<p><a href="https://example.com/1">reference</a> and <a href="https://example.com/2">Docs</a></p><p>[1]: https://example.com/1</p><p>[docs]: <https://example.com/2> "t"</p>',
            'reference and Docs\n\n[1]: https://example.com/1\n\n[docs]: <https://example.com/2> "t"',
        ),
        (
            "[](https://example.com) and [empty]()",
            '<p><a href="https://example.com">https://example.com</a> and [empty]()</p>',
            "https://example.com and [empty]()",
        ),
        (
            "[a](javascript:alert(1)) [b](JaVaScRiPt:x) [c](data:text/html,x) [d](vbscript:x) [e](mailto:a@b.c) [f](/path) [g](#x) [h](//example.com) [i](file:///etc/passwd)",
            "<p>[a](javascript:alert(1)) [b](JaVaScRiPt:x) [c](data:text/html,x) [d](vbscript:x) [e](mailto:a@b.c) [f](/path) [g](#x) [h](//example.com) [i](file:///etc/passwd)</p>",
            "[a](javascript:alert(1)) [b](JaVaScRiPt:x) [c](data:text/html,x) [d](vbscript:x) [e](mailto:a@b.c) [f](/path) [g](#x) [h](//example.com) [i](file:///etc/passwd)",
        ),
        (
            "[a](javascript&colon;alert(1)) [b](&#106;avascript:x) [c](java\tscript:x) [d](\\javascript:x) [e](%6Aavascript:x)",
            "<p>[a](javascript&colon;alert(1)) [b](&#106;avascript:x) [c](java\tscript:x) [d](\\javascript:x) [e](%6Aavascript:x)</p>",
            "[a](javascript&colon;alert(1)) [b](&#106;avascript:x) [c](java\tscript:x) [d](\\javascript:x) [e](%6Aavascript:x)",
        ),
        (
            "<javascript:alert(1)> <mailto:a@b.c> <a@b.c> **x**",
            "<p><javascript:alert(1)> <mailto:a@b.c> <a@b.c> <strong>x</strong></p>",
            "<javascript:alert(1)> <mailto:a@b.c> <a@b.c> x",
        ),
        (
            "[x][1]\n\n[1]: javascript:alert(1)",
            "<p>[x][1]</p><p>[1]: javascript:alert(1)</p>",
            "[x][1]\n\n[1]: javascript:alert(1)",
        ),
        (
            "![image](https://example.com/i.png) **x** ![](data:image/png;base64,AAAA)",
            "<p>![image](https://example.com/i.png) <strong>x</strong> ![](data:image/png;base64,AAAA)</p>",
            "![image](https://example.com/i.png) x ![](data:image/png;base64,AAAA)",
        ),
        (
            "[![image](https://example.com/i.png)](https://example.com)",
            '<p><a href="https://example.com">![image](https://example.com/i.png)</a></p>',
            "![image](https://example.com/i.png)",
        ),
        (
            "![ref][1]\n\n[1]: https://example.com/i.png",
            "<p>![ref][1]</p><p>[1]: https://example.com/i.png</p>",
            "![ref][1]\n\n[1]: https://example.com/i.png",
        ),
        (
            "[<https://a.example>](https://b.example) [**bold** link](https://b.example)",
            '<p>[<a href="https://a.example">https://a.example</a>](https://b.example) <a href="https://b.example"><strong>bold</strong> link</a></p>',
            "[https://a.example](https://b.example) bold link",
        ),
        (
            "<div>\n\n**x**\n\n</div>",
            "<p><div></p><p><strong>x</strong></p><p></div></p>",
            "<div>\n\nx\n\n</div>",
        ),
        (
            "&amp; **x** &copy; &#42;a&#42;",
            "<p>&amp; <strong>x</strong> &copy; &#42;a&#42;</p>",
            "&amp; x &copy; &#42;a&#42;",
        ),
        (
            "| a | b | c |\n|:--|:-:|--:|\n| 1 | `x \\| y` | **z** |\n| short |\n| 1 | 2 | 3 | 4 |\n\nafter",
            '<table><tr><td align="left">a</td><td align="center">b</td><td align="right">c</td></tr><tr><td align="left">1</td><td align="center"><code>x | y</code></td><td align="right"><strong>z</strong></td></tr><tr><td align="left">short</td><td align="center"></td><td align="right"></td></tr><tr><td align="left">1</td><td align="center">2</td><td align="right">3</td></tr></table><p>after</p>',
            "a\tb\tc\n1\tx | y\tz\nshort\n1\t2\t3\n\nafter",
        ),
        (
            "a | b\n--|--\n1 | 2",
            "<table><tr><td>a</td><td>b</td></tr><tr><td>1</td><td>2</td></tr></table>",
            "a\tb\n1\t2",
        ),
        (
            "| not | a table |\n| x | y |",
            "<p>| not | a table |<br>| x | y |</p>",
            "| not | a table |\n| x | y |",
        ),
        (
            "- item\n\n  | a |\n  |---|\n  | b |",
            "<ul><li><p>item</p><table><tr><td>a</td></tr><tr><td>b</td></tr></table></li></ul>",
            "item\n\na\nb",
        ),
        (
            "这是**重要**的，还有*强调*。\n\n1. 第一点\n2. 第二点",
            '<p>这是<strong>重要</strong>的，还有<em>强调</em>。</p><ol start="1"><li>第一点</li><li>第二点</li></ol>',
            "这是重要的，还有强调。\n\n1. 第一点\n2. 第二点",
        ),
        ("**注意：**这不是粗体", "<p>**注意：**这不是粗体</p>", "**注意：**这不是粗体"),
        (
            "これは**重要**です。\n- 項目",
            "<p>これは<strong>重要</strong>です。</p><ul><li>項目</li></ul>",
            "これは重要です。\n\n項目",
        ),
        ("**중요**합니다", "<p><strong>중요</strong>합니다</p>", "중요합니다"),
        (
            "## ملخص\n\n- **الوضوح:** كنت واضحًا\n- ثانيًا",
            "<h2>ملخص</h2><ul><li><strong>الوضوح:</strong> كنت واضحًا</li><li>ثانيًا</li></ul>",
            "ملخص\n\nالوضوح: كنت واضحًا\nثانيًا",
        ),
        (
            "**שלום** עולם `code()`",
            "<p><strong>שלום</strong> עולם <code>code()</code></p>",
            "שלום עולם code()",
        ),
        (
            "**นี่** हिन्दी **पाठ**",
            "<p><strong>นี่</strong> हिन्दी <strong>पाठ</strong></p>",
            "นี่ हिन्दी पाठ",
        ),
        (
            "<https://例え.jp/パス> [почта](https://почта.рф/путь)",
            '<p><a href="https://xn--r8jz45g.jp/%E3%83%91%E3%82%B9">https://例え.jp/パス</a> <a href="https://xn--80a1acny.xn--p1ai/%D0%BF%D1%83%D1%82%D1%8C">почта</a></p>',
            "https://例え.jp/パス почта",
        ),
        (
            "**Emoji** ✅ 🙂\n- ✅ done\n- [ ] to do\n- [x] did",
            "<p><strong>Emoji</strong> ✅ 🙂</p><ul><li>✅ done</li><li>[ ] to do</li><li>[x] did</li></ul>",
            "Emoji ✅ 🙂\n\n✅ done\n[ ] to do\n[x] did",
        ),
        (
            "> - a\n>   > b\n>\n> c",
            "<blockquote><ul><li>a<blockquote><p>b</p></blockquote></li></ul><p>c</p></blockquote>",
            "a\nb\n\nc",
        ),
        (
            "1. a\n\n   ```\n   code\n   ```\n2. b",
            '<ol start="1"><li><p>a</p><pre>code</pre></li><li><p>b</p></li></ol>',
            "1. a\n\ncode\n\n2. b",
        ),
        (
            "**Bold lead-in**\nText on the next line\n  kept indentation",
            "<p><strong>Bold lead-in</strong><br>Text on the next line<br>  kept indentation</p>",
            "Bold lead-in\nText on the next line\n  kept indentation",
        ),
        (
            "Term: *x*\r\n\r\n\r\n\r\n- y\r\n",
            "<p>Term: <em>x</em></p><ul><li>y</li></ul>",
            "Term: x\n\ny",
        ),
        (
            "2024. It was a good year.",
            '<ol start="2024"><li>It was a good year.</li></ol>',
            "2024. It was a good year.",
        ),
        (
            "+ 5 points\n+ 3 points",
            "<ul><li>5 points</li><li>3 points</li></ul>",
            "5 points\n3 points",
        ),
        ("> 50 % of users", "<blockquote><p>50 % of users</p></blockquote>", "50 % of users"),
        ("a **b\n\nc** d", "<p>a **b</p><p>c** d</p>", "a **b\n\nc** d"),
        ("| a |\n|---|", "<table><tr><td>a</td></tr></table>", "a"),
        ("#hashtag **x**\n#", "<p>#hashtag <strong>x</strong></p>", "#hashtag x"),
        ("**a**\n\n>\n\n-\n\n***", "<p><strong>a</strong></p><ul><li></li></ul><hr>", "a"),
        ("[a]: https://example.com", "<p>[a]: https://example.com</p>", "[a]: https://example.com"),
        (
            "> [a]: https://example.com\n\n**b**",
            "<blockquote><p>[a]: https://example.com</p></blockquote><p><strong>b</strong></p>",
            "[a]: https://example.com\n\nb",
        ),
        (
            "**x**\n\n>>>>>>>>>>>>>>>>>>>>>>>>> deep",
            "<p>**x**</p><p>>>>>>>>>>>>>>>>>>>>>>>>>> deep</p>",
            "**x**\n\n>>>>>>>>>>>>>>>>>>>>>>>>> deep",
        ),
        (
            "**x**\n\n- a\n  - a\n    - a\n      - a\n        - a\n          - a\n            - a\n              - a\n                - a\n",
            "<p><strong>x</strong></p><ul><li>a<ul><li>a<ul><li>a<ul><li>a<ul><li>a<ul><li>a<ul><li>a<ul><li>a<ul><li>a</li></ul></li></ul></li></ul></li></ul></li></ul></li></ul></li></ul></li></ul></li></ul>",
            "x\n\na\na\na\na\na\na\na\na\na",
        ),
        (
            "**x**\n\n- a\n  - a\n    - a\n      - a\n        - a\n          - a\n            - a\n              - a\n                - a\n                  - a\n",
            "<p>**x**</p><p>- a<br>  - a<br>    - a<br>      - a<br>        - a<br>          - a<br>            - a<br>              - a<br>                - a<br>                  - a</p>",
            "**x**\n\n- a\n  - a\n    - a\n      - a\n        - a\n          - a\n            - a\n              - a\n                - a\n                  - a\n",
        ),
        (
            "*a *a *a *a *a *a *a *a *a *a *a *a b************",
            "<p><em>a <em>a <em>a <em>a <em>a <em>a <em>a <em>a <em>a <em>a <em>a <em>a b</em></em></em></em></em></em></em></em></em></em></em></em></p>",
            "a a a a a a a a a a a a b",
        ),
        (
            "| a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | \n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|",
            "<p>| a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a |<br>|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|</p>",
            "| a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | a | \n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|",
        ),
        ("**" + "x" * 50_000 + "**", "<p>**" + "x" * 50_000 + "**</p>", "**" + "x" * 50_000 + "**"),
    ]
]


REPEATED = (
    "[", "]", "[]", "![", "[![", "[a](", "[a](<b", "[a](http://b", "[[a](http://b)", "[a]: b\n",
    "[a]:\n", "[a\n", "<", "<a:", "<http://a", "<http://é.é>", "<!--", "*", "* ", "*a ", "a*", "*a_ ",
    "**a*", "_a__b", "~~", "~~a ", "`", "a`", "``a`", "\\", "\\*", ">", "> ", ">\n", "- ", "- a\n",
    "- > ", "1. - ", "1. a\n", "- a\n\n  b\n", "  - a\n", "a\n=\n", "# a\n", "***\n", "```\n", "~~~\na\n~~~\n",
    "|a|b|\n", "|a|\n|-|\n\n", "a|a\n-|-\n", "\t*\n", " \n", "&amp;*", "**重要**。", "*a_b`c[d]~~e ",
)  # fmt: skip


def hostile_texts(length: int) -> dict[str, str]:
    """Texts that are known to take parsers long, or that could grow in one."""
    half = length // 2
    texts = {piece: piece * (length // len(piece) + 1) for piece in REPEATED} | {
        "brackets in brackets": "[" * half + "]" * half,
        "runs of backticks": "".join("`" * run + " " for run in range(1, int((2 * length) ** 0.5))),
        "lists in lists": "".join("  " * level + "- a\n" for level in range(200)),
        "quotes in quotes": ("> " * 200 + "a\n") * (length // 400),
        "lazy lines": "> a\n" + "a\n" * half,
        "a label of many lines": "[" + "a\n" * (half - 10) + "]: http://b",
        "one definition, many links": "[a]: http://b\n\n" + "[a] " * (length // 4),
        "a long address, many times": "[a]: http://" + "b" * half + "\n\n" + "[a]" * (half // 3),
        "parentheses": "[a](" + "(" * half + ")" * half,
        "blanks": "*" + " " * length + "*",
        "rows without cells": "|" + "a|" * 50 + "\n|" + "-|" * 50 + "\n" + "a\n" * half,
        "a table of 10,000 cells": "|a|b|\n|-|-|\n" + "|c|d|\n" * 4999,
    }
    return {name: text[:length] for name, text in texts.items()}
