/**
 * A page of its own: the picture with pan, zoom and search. Nothing is fetched; the one script is allowed by its hash.
 */
import { createHash } from "node:crypto";
import { escapeXml } from "./xml.ts";

export interface HtmlOptions {
  readonly title: string;
}

export function renderHtml(svg: string, options: HtmlOptions): string {
  const hash = createHash("sha256").update(script).digest("base64");
  const title = escapeXml(options.title);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main id="view" tabindex="0" aria-label="${title}: drag to move, wheel or plus and minus to zoom, arrows to pan, 0 to fit">
${svg.trim()}
</main>
<form role="search"><input id="find" type="search" placeholder="Find a table or column (/)" aria-label="Find a table or column"><output id="found"></output></form>
<nav aria-label="Zoom"><button id="out" type="button" aria-label="Zoom out">\u2212</button><button id="fit" type="button">Fit</button><button id="in" type="button" aria-label="Zoom in">+</button></nav>
<script>${script}</script>
</body>
</html>
`;
}

const style = `html,body{margin:0;height:100%;overflow:hidden;background:#fff;color:#16202e;font:14px Inter,"Segoe UI",system-ui,sans-serif}
main{position:absolute;inset:0;overflow:hidden;cursor:grab;touch-action:none;outline-offset:-3px}
main.drag{cursor:grabbing}
main>svg{position:absolute;transform-origin:0 0;left:0;top:0}
form,nav{position:fixed;right:12px;display:flex;gap:6px}
form{top:12px;align-items:center}nav{bottom:12px}
button,input{font:inherit;color:inherit;background:#ffffffe6;border:1px solid #b9c4d4;border-radius:7px;padding:5px 11px}
input{width:15em}
output{position:absolute;right:14px;font-size:12px;color:#5f6f86}
main.far .n,main.far .e,main.far .m,main.far .u,main.far .w,main.far .x,main.far .r,main.far .br{display:none}
main.dim .t:not(.hit),main.dim .k:not(.hit){opacity:.18}
@media (prefers-color-scheme:dark){html,body{background:#0f141b;color:#f1f5fb}button,input{background:#18202ce6;border-color:#3a4759}}`;

const script = `(() => {
  const view = document.getElementById("view");
  const svg = view.querySelector("svg");
  const size = svg.viewBox.baseVal;
  let x = 0, y = 0, k = 1;
  const show = () => { view.classList.toggle("far", k < 0.28); svg.style.transform = "translate(" + x + "px," + y + "px) scale(" + k + ")"; };
  const fit = () => {
    k = Math.min(view.clientWidth / size.width, view.clientHeight / size.height, 1.6);
    x = (view.clientWidth - size.width * k) / 2; y = (view.clientHeight - size.height * k) / 2; show();
  };
  const zoom = (by, cx = view.clientWidth / 2, cy = view.clientHeight / 2) => {
    const next = Math.min(6, Math.max(0.03, k * by));
    x = cx - (cx - x) * next / k; y = cy - (cy - y) * next / k; k = next; show();
  };
  view.addEventListener("wheel", (e) => { e.preventDefault(); zoom(Math.exp(-e.deltaY / 400), e.clientX, e.clientY); }, { passive: false });
  const fingers = new Map();
  view.addEventListener("pointerdown", (e) => { fingers.set(e.pointerId, e); view.setPointerCapture(e.pointerId); view.classList.add("drag"); });
  view.addEventListener("pointermove", (e) => {
    const last = fingers.get(e.pointerId);
    if (!last) return;
    const other = [...fingers.values()].find((f) => f.pointerId !== e.pointerId);
    if (other) {
      const d = (a) => Math.hypot(a.clientX - other.clientX, a.clientY - other.clientY) || 1;
      zoom(d(e) / d(last), other.clientX, other.clientY);
    } else { x += e.clientX - last.clientX; y += e.clientY - last.clientY; show(); }
    fingers.set(e.pointerId, e);
  });
  const up = (e) => { fingers.delete(e.pointerId); if (!fingers.size) view.classList.remove("drag"); };
  view.addEventListener("pointerup", up); view.addEventListener("pointercancel", up);
  const input = document.getElementById("find");
  const boxes = [...svg.querySelectorAll(".t")].map((g) => ({ g, text: (g.dataset.box + " " + [...g.querySelectorAll(".n")].map((n) => n.textContent).join(" ")).toLowerCase() }));
  const find = () => {
    const words = input.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const hits = words.length ? boxes.filter((b) => words.every((w) => b.text.includes(w))) : [];
    for (const b of boxes) b.g.classList.toggle("hit", hits.includes(b));
    view.classList.toggle("dim", hits.length > 0);
    document.getElementById("found").textContent = words.length ? String(hits.length) : "";
    return hits;
  };
  input.addEventListener("input", find);
  input.form.addEventListener("submit", (e) => {
    e.preventDefault();
    const hit = find()[0];
    if (!hit) return;
    const r = hit.g.getBoundingClientRect();
    x += view.clientWidth / 2 - (r.left + r.width / 2); y += view.clientHeight / 2 - (r.top + r.height / 2); show();
    if (k < 0.7) zoom(1 / k);
  });
  addEventListener("keydown", (e) => {
    if (e.target === input) { if (e.key === "Escape") { input.value = ""; find(); view.focus(); } return; }
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const moves = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
    if (e.key in moves) { x += moves[e.key][0]; y += moves[e.key][1]; show(); }
    else if (e.key === "+" || e.key === "=") zoom(1.2);
    else if (e.key === "-") zoom(1 / 1.2);
    else if (e.key === "0") fit();
    else if (e.key === "/") { input.focus(); }
    else return;
    e.preventDefault();
  });
  document.getElementById("in").onclick = () => zoom(1.25);
  document.getElementById("out").onclick = () => zoom(0.8);
  document.getElementById("fit").onclick = fit;
  addEventListener("resize", fit);
  fit();
})();`;
