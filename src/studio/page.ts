/** The page: one document with its style, script and first data inside, so that it shows at once and fetches nothing. */
import { createHash } from "node:crypto";
import { escapeXml } from "../erd/render/xml.ts";
import { clientScript } from "./bundle.ts";
import type { StudioPage } from "./page-data.ts";
import { studioStyle } from "./style.ts";

export interface RenderedPage {
  readonly html: string;
  /** For the header `Content-Security-Policy`. */
  readonly policy: string;
}

export async function renderPage(page: StudioPage): Promise<RenderedPage> {
  const script = await clientScript();
  const policy = policyFor(script);
  const title = escapeXml(page.title);
  return { policy, html: pageHtml({ title, script, policy, data: asData(page) }) };
}

/** Script and style by their hashes; nothing else runs, and nothing is fetched but from where the page came. */
function policyFor(script: string): string {
  const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  return [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(studioStyle)}`,
    "connect-src 'self'",
    // A PNG is drawn from a picture that the page itself made.
    "img-src blob:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

/** JSON that no HTML parser takes for a tag. */
const asData = (page: StudioPage): string => JSON.stringify(page).replaceAll("<", String.raw`\u003c`);

interface PageParts {
  readonly title: string;
  readonly script: string;
  readonly policy: string;
  readonly data: string;
}

const pageHtml = ({ title, script, policy, data }: PageParts): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${title}: data model</title>
<style>${studioStyle}</style>
</head>
<body>
<header>
<h1>${title} <span>data model</span></h1>
<div class="finder" role="search"><input id="search" type="search" role="combobox" aria-label="Find tables, columns, revisions" aria-expanded="false" aria-controls="hits" autocomplete="off" placeholder="Find tables, columns, revisions ( / )"><span id="count" role="status"></span><ul id="hits" role="listbox" aria-label="Found" hidden></ul></div>
<details id="layers"><summary>Show</summary><div id="layer-list"></div></details>
<button id="save" type="button" title="Save what is shown as SVG (s)">Save SVG</button>
<button id="save-png" type="button" title="Save what is shown as PNG (p)">Save PNG</button>
</header>
<aside id="left" aria-label="Revisions"><div id="revisions" role="listbox" aria-label="Revisions, newest first" tabindex="0"></div><div id="environments"></div></aside>
<main id="canvas" tabindex="0" aria-label="Diagram: drag or arrow keys to move, wheel or plus and minus to zoom, 0 to fit">
<svg id="scene" role="img" aria-labelledby="where"><g id="world"></g></svg>
<div id="status" role="status"></div>
<div class="zoom"><button id="fit" type="button" title="Show everything (0)">Fit</button></div>
</main>
<aside id="right" aria-label="Details"><div id="panel"></div></aside>
<footer>
<button id="previous" type="button" aria-label="Previous revision" title="Previous revision ( [ )">\u2039</button>
<button id="play" type="button" aria-pressed="false" title="Play the history (space)">\u25B6 Play</button>
<button id="next" type="button" aria-label="Next revision" title="Next revision ( ] )">\u203A</button>
<input id="slider" type="range" min="0" max="0" value="0" aria-label="Revision">
<span id="position"></span><span id="where" aria-live="polite"></span>
</footer>
<script type="application/json" id="page">${data}</script>
<script>${script}</script>
</body>
</html>
`;
