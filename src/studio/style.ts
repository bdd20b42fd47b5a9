/** The look of the page. Pictures bring their own style sheet, scoped to the canvas. */
import { styleSheet } from "../erd/render/style.ts";

export const studioStyle = `
:root{color-scheme:light dark;--bg:#fff;--side:#f7f9fc;--line:#dfe5ee;--text:#1c2735;--faint:#55647a;--accent:#1f5fc4;--pick:#e3ecfb;--added:#147a3d;--changed:#8a5a00;--removed:#c02536;--code:#eef2f7}
@media (prefers-color-scheme:dark){:root{--bg:#0f141b;--side:#131a23;--line:#263141;--text:#dbe3ee;--faint:#93a2b7;--accent:#79b0ff;--pick:#1d2c45;--added:#4cc47c;--changed:#e3b341;--removed:#ff7d87;--code:#1b2430}}
*{box-sizing:border-box}
html,body{margin:0;height:100%;overflow:hidden;background:var(--bg);color:var(--text);font:13.5px/1.45 Inter,"Segoe UI",system-ui,"Helvetica Neue",Arial,sans-serif}
body{display:grid;grid-template:auto minmax(0,1fr) auto/minmax(220px,320px) minmax(0,1fr) minmax(260px,380px)}
header{grid-column:1/-1;display:flex;gap:12px;align-items:center;padding:8px 14px;border-bottom:1px solid var(--line);background:var(--side)}
h1{font-size:15px;margin:0;white-space:nowrap}h1 span{color:var(--faint);font-weight:400}
h2{font-size:16px;margin:0 0 6px;overflow-wrap:anywhere}h3{font-size:12px;text-transform:uppercase;letter-spacing:.05em;color:var(--faint);margin:18px 0 6px}
button,input,summary{font:inherit;color:inherit}
button{background:var(--bg);border:1px solid var(--line);border-radius:7px;padding:4px 11px;cursor:pointer}
button:hover{border-color:var(--accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:1px}
button.link{all:unset;cursor:pointer;color:var(--accent);overflow-wrap:anywhere}button.link:focus-visible{outline:2px solid var(--accent)}
.finder{position:relative;flex:1;max-width:420px}
input[type=search]{width:100%;background:var(--bg);border:1px solid var(--line);border-radius:7px;padding:5px 10px}
#count{position:absolute;right:34px;top:6px;color:var(--faint);font-size:12px;pointer-events:none}
#hits{position:absolute;z-index:3;left:0;right:0;top:34px;margin:0;padding:4px;list-style:none;background:var(--bg);border:1px solid var(--line);border-radius:9px;box-shadow:0 8px 30px #0003;max-height:60vh;overflow:auto}
#hits li{padding:4px 9px;border-radius:6px;cursor:pointer;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}#hits li[aria-selected=true],#hits li:hover{background:var(--pick)}
#hits .kind{display:inline-block;width:96px;color:var(--faint);font-size:11px}
#layers{position:relative;margin:0}#layers>div{position:absolute;z-index:3;right:0;background:var(--bg);border:1px solid var(--line);border-radius:9px;padding:8px 14px;max-height:60vh;overflow:auto;box-shadow:0 8px 30px #0003}#layers label{display:block;white-space:nowrap}
#layers summary{cursor:pointer;border:1px solid var(--line);border-radius:7px;padding:4px 11px;list-style:none;background:var(--bg)}
aside,main{contain:layout style paint}
aside{overflow:auto;background:var(--side);min-height:0}
#left{border-right:1px solid var(--line);display:flex;flex-direction:column}
#revisions{position:relative;overflow:auto;flex:1}
.lanes{position:absolute;left:0;top:0;z-index:1;pointer-events:none}.lanes path{fill:none;stroke-width:2}.lanes .dot{stroke-width:2.5;fill:var(--bg)}
.lanes .needs{stroke:var(--faint);stroke-dasharray:3 3;stroke-width:1.2}
.c0{stroke:#3f7fe0}.c1{stroke:#d2701f}.c2{stroke:#2c9c5b}.c3{stroke:#a355c9}.c4{stroke:#c9415f}.c5{stroke:#1f9aa8}
.rev{display:flex;flex-direction:column;justify-content:center;padding-right:10px;cursor:pointer;overflow:hidden;contain:strict;content-visibility:auto;contain-intrinsic-size:auto 50px}
.rev:hover{background:color-mix(in srgb,var(--pick) 55%,transparent)}.rev[aria-selected=true]{background:var(--pick);box-shadow:inset 3px 0 var(--accent)}
.rev .msg{white-space:nowrap;overflow:hidden;text-overflow:ellipsis;font-weight:500}
.rev .meta{display:flex;gap:5px;align-items:center;color:var(--faint);font-size:11px;white-space:nowrap;overflow:hidden}
.envs{display:inline-flex;gap:4px}
.tag{border:1px solid currentColor;border-radius:20px;padding:0 7px;font-size:10.5px}.tag.head{color:var(--added)}.tag.label{color:var(--changed)}.tag.env{color:#fff;background:var(--accent);border-color:var(--accent)}
@media (prefers-color-scheme:dark){.tag.env{color:#0f141b}}
button.hide{font-size:12px;margin-bottom:8px}#layers h3{margin:8px 0 4px}#layers h3:first-child{margin-top:0}dl.author{margin-top:0}#environments b{color:var(--text)}#environments button.link{font-size:12px}
#environments{padding:6px 14px;color:var(--faint);font-size:12px;border-top:1px solid var(--line)}#environments:empty{display:none}
main{position:relative;overflow:hidden;min-height:0;touch-action:none;cursor:grab}main.dragging{cursor:grabbing}
main svg{position:absolute;inset:0;width:100%;height:100%}
#status{position:absolute;left:50%;top:14px;transform:translateX(-50%);background:var(--side);border:1px solid var(--line);border-radius:20px;padding:3px 14px;color:var(--faint)}#status:empty{display:none}
.zoom{position:absolute;right:12px;bottom:12px;display:flex;gap:6px}
#right{border-left:1px solid var(--line);padding:14px 16px}
footer{grid-column:1/-1;display:flex;gap:10px;align-items:center;padding:7px 14px;border-top:1px solid var(--line);background:var(--side)}
footer input{flex:1;min-width:80px;accent-color:var(--accent)}#where{max-width:38%;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
code,pre{font:12px/1.5 ui-monospace,"JetBrains Mono","DejaVu Sans Mono",Menlo,monospace}
pre{background:var(--code);border-radius:8px;padding:10px 12px;overflow:auto;max-height:340px;margin:6px 0}
summary{cursor:pointer}details{margin-top:8px}
dl{display:grid;grid-template-columns:auto 1fr;gap:2px 12px;margin:8px 0}dt{color:var(--faint)}dd{margin:0;overflow-wrap:anywhere;display:flex;gap:8px;flex-wrap:wrap}
ul,ol{margin:4px 0;padding-left:18px}.changes{list-style:none;padding:0}.changes li{display:flex;gap:8px;overflow-wrap:anywhere}.mark{font-weight:700;width:12px;flex:none;text-align:center}
li.added .mark,tr.added th{color:var(--added)}li.changed .mark,tr.changed th{color:var(--changed)}li.removed .mark,tr.removed th{color:var(--removed)}tr.removed th{text-decoration:line-through}
.findings{list-style:none;padding:0}.findings li{display:flex;gap:8px;margin-bottom:5px;overflow-wrap:anywhere}.findings li>div{min-width:0}li.failure .mark{color:var(--removed)}li.warning .mark{color:var(--changed)}li.note .mark{color:var(--accent)}
.verified{color:var(--added)}.unverified{color:var(--removed)}
.heard{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.changes button.link{color:inherit}.changes button.link:hover{text-decoration:underline}
.faint{color:var(--faint)}.doc{white-space:pre-wrap}.problem{color:var(--removed);font:12px/1.5 ui-monospace,"JetBrains Mono","DejaVu Sans Mono",Menlo,monospace;white-space:pre-wrap;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%}caption{text-align:left;font-size:12px;text-transform:uppercase;letter-spacing:.05em;color:var(--faint);font-weight:600;margin:12px 0 4px}
th,td{text-align:left;vertical-align:top;padding:3px 8px 3px 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}th{font-weight:600}
button.since{display:block;color:var(--faint);font-size:11.5px}button.since:hover{color:var(--accent)}
.parts li{margin-bottom:5px}.parts code{display:block;overflow-wrap:anywhere}.history>li{margin-bottom:8px}.back{display:block;margin-bottom:8px}
#scene .t{cursor:pointer}#scene .t.chosen .f{stroke:var(--accent);stroke-width:2.6}
#scene .dimmed .t:not(.lit),#scene .dimmed .k:not(.lit),#scene .dimmed .j{opacity:.22}#scene .dimmed .k.lit .l{stroke:var(--accent);stroke-width:2}
.far #scene .n,.far #scene .e,.far #scene .m,.far #scene .u,.far #scene .w,.far #scene .x,.far #scene .br{display:none}
.far #scene .h:not(.long){font-size:24px}.far #scene .g:not(.long){font-size:40px}
@keyframes enter{from{opacity:0}}@keyframes update{0%{opacity:.35}}@keyframes leave{to{opacity:0}}
.enter{animation:enter .26s ease-out}.update{animation:update .3s ease-out}.leave{animation:leave .26s ease-in forwards}
@media (prefers-reduced-motion:reduce){.enter,.update,.leave{animation:none}}
@media (max-width:900px){body{grid-template-columns:200px minmax(0,1fr)}#right{grid-column:1/-1;max-height:38vh;border-top:1px solid var(--line)}}
@media (max-width:560px){body{grid-template:auto 20vh minmax(0,1fr) 30vh auto/minmax(0,1fr)}header{flex-wrap:wrap;gap:8px}.finder{order:1;flex-basis:100%;max-width:none}h1{flex:1}#left{border-right:0;border-bottom:1px solid var(--line)}#right{max-height:none}#where{display:none}#position,#play{white-space:nowrap}}
.without-revisions footer{display:none}#status{width:max-content;max-width:92%}
@media print{header,aside,footer,.zoom{display:none}body{display:block}}
${styleSheet("auto", "#scene ")}`;
