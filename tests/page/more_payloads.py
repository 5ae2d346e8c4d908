"""A hundred texts that would do harm if they were taken for markup, and texts that only look so."""

from __future__ import annotations

from page.payloads import PAYLOADS

AWAY = "http://127.0.0.1:9/harm"
_DO = "window.harmed=1"
_LOADS = (
    f"<img srcset='{AWAY}.png 1x'>",
    f"<picture><source srcset={AWAY}.png><img></picture>",
    f"<audio src={AWAY}.mp3 autoplay></audio>",
    f"<video><source src={AWAY}.mp4></video>",
    f"<track src={AWAY}.vtt default>",
    f"<embed src={AWAY}.swf>",
    f"<iframe src={AWAY}></iframe>",
    f"<frameset><frame src={AWAY}></frameset>",
    f"<script src={AWAY}.js></script>",
    f"<script type=module>import '{AWAY}.js'</script>",
    f"<link rel=preload as=image href={AWAY}.png>",
    f"<link rel=prefetch href={AWAY}>",
    "<link rel=dns-prefetch href=//harm.example>",
    f"<div style='background:url({AWAY}.png)'>x</div>",
    f"<div style=\"background-image:image-set('{AWAY}.png' 1x)\">x</div>",
    f'<p style="list-style:url({AWAY}.png);display:list-item">x</p>',
    f"<style>@import '{AWAY}.css';</style>",
    f"<style>@font-face{{font-family:a;src:url({AWAY}.woff)}}*{{font-family:a}}</style>",
    f"<svg><use href='{AWAY}.svg#a'/></svg>",
    f"<svg><style>@import url({AWAY}.css)</style></svg>",
    f"<svg><feImage href='{AWAY}.png'/></svg>",
    f"<body background={AWAY}.png>",
    f"<table background={AWAY}.png><tr><td>x</td></tr></table>",
    f"<input type=image src={AWAY}.png>",
    f"![a]({AWAY}.png 'b')",
    f"![a][b]\n\n[b]: {AWAY}.png",
    f"[![a]({AWAY}.png)]({AWAY})",
    f"<{AWAY}>",
    f"[here]({AWAY})",
    f"$$\\includegraphics{{{AWAY}.png}}$$",
    f'```mermaid\ngraph TD; A-->B; click A "{AWAY}"\n```',
    f"<object type='text/html' data='{AWAY}'></object>",
    f"<applet code={AWAY}.class></applet>",
    f"<a ping={AWAY} href=#>x</a>",
)
_RUNS = (
    f"<img src=x onerror='{_DO}' >",
    f"<IMG SRC=x OnErRoR={_DO}>",
    f"<img/src=x/onerror={_DO}>",
    f"<img src=x onerror\n=\n{_DO}>",
    f"<img src=`x` onerror={_DO}>",
    f"<svg><script>{_DO}</script></svg>",
    f"<svg/onload={_DO}//",
    f"<svg><animate onbegin={_DO} attributeName=x dur=1s>",
    f"<svg><a href='javascript:{_DO}'><text y=20>x</text></a></svg>",
    f"<body onload={_DO}>",
    f"<marquee onstart={_DO}>x</marquee>",
    f"<video onerror={_DO}><source></video>",
    f"<audio src=x onerror={_DO}>",
    f"<select autofocus onfocus={_DO}>",
    f"<textarea autofocus onfocus={_DO}>",
    f"<div contenteditable autofocus onfocus={_DO}>x</div>",
    f"<div onpointerrawupdate={_DO} style='position:fixed;inset:0'>x</div>",
    f"<style onload={_DO}></style>",
    "<iframe src='javascript:parent.harmed=1'></iframe>",
    "<iframe src='data:text/html,<script>parent.harmed=1</script>'></iframe>",
    f"<object data='javascript:{_DO}'></object>",
    f"<form action='javascript:{_DO}'><input type=submit autofocus></form>",
    f"<a href='&#106;avascript:{_DO}'>x</a>",
    f"<a href='java\tscript:{_DO}'>x</a>",
    f"<a href='data:text/html,<script>{_DO}</script>'>x</a>",
    f"<a href='vbscript:{_DO}'>x</a>",
    f"[x](data:text/html,<script>{_DO}</script>)",
    f"[x]( javascript:{_DO} )",
    f"<x onclick={_DO}>x</x>",
    f"<!--<img src='--><img src=x onerror={_DO}>'>",
    f"<![CDATA[<img src=x onerror={_DO}>]]>",
    f"<noscript><p title='</noscript><img src=x onerror={_DO}>'>",
    f"</textarea></title></style><img src=x onerror={_DO}>",
    f"\u202e<img src=x onerror={_DO}>",
)
HUNDRED = (*PAYLOADS, *_LOADS, *_RUNS)

BENIGN = {
    "code": "for (let i = 0; i < n && a[i] > 0; i++) { x += `${a[i]} & more`; }",
    "table": "| Town | Votes |\n|---|---:|\n| Hale | 1,204 |",
    "emoji": "👩‍👩‍👧 🏳️‍🌈 🪶 café naïve ﬁn",
    "arabic": "قالت إنغريد سولهايم إن السفن تنتظر في ميناء هيل.",
    "security": "An attacker wrote <script>alert(1)</script> and javascript:alert(1) into a "
    "comment; the site should have escaped < and > as &lt; and &gt;.",
}
"""What a guard that blocks everything would spoil."""
