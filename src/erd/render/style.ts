/**
 * Colours and type of the picture, as one style sheet. Plain class selectors with literal colours, because converters to
 * PNG know neither variables nor media queries; dark colours follow in a media query, which those ignore.
 */

export type Theme = "auto" | "light" | "dark";

interface Palette {
  readonly background: string;
  readonly group: string;
  readonly groupLine: string;
  readonly groupText: string;
  readonly box: string;
  readonly boxLine: string;
  readonly header: string;
  readonly associationHeader: string;
  readonly viewHeader: string;
  readonly enumHeader: string;
  readonly title: string;
  readonly text: string;
  readonly type: string;
  readonly faint: string;
  readonly primaryKey: string;
  readonly foreignKey: string;
  readonly unique: string;
  readonly line: string;
  readonly added: string;
  readonly addedFill: string;
  readonly changed: string;
  readonly changedFill: string;
  readonly removed: string;
  readonly removedFill: string;
}

const light: Palette = {
  background: "#ffffff",
  group: "#f5f7fb",
  groupLine: "#dfe5ee",
  groupText: "#5b6b82",
  box: "#ffffff",
  boxLine: "#b9c4d4",
  header: "#e8eef8",
  associationHeader: "#e2f2ea",
  viewHeader: "#efe8fb",
  enumHeader: "#fcf0dc",
  title: "#16202e",
  text: "#243142",
  type: "#5f6f86",
  faint: "#76849a",
  primaryKey: "#94610a",
  foreignKey: "#1f5fc4",
  unique: "#6f4fc0",
  line: "#66768e",
  added: "#147a3d",
  addedFill: "#def5e6",
  changed: "#8a5a00",
  changedFill: "#fdf0cf",
  removed: "#c02536",
  removedFill: "#fde4e6",
};

const dark: Palette = {
  background: "#0f141b",
  group: "#141b25",
  groupLine: "#263141",
  groupText: "#94a3b8",
  box: "#18202c",
  boxLine: "#3a4759",
  header: "#222e40",
  associationHeader: "#1c352c",
  viewHeader: "#2d2546",
  enumHeader: "#3a2f1c",
  title: "#f1f5fb",
  text: "#d5dde9",
  type: "#94a3b8",
  faint: "#8391a6",
  primaryKey: "#e3b341",
  foreignKey: "#79b0ff",
  unique: "#b79bff",
  line: "#7f90a8",
  added: "#4cc47c",
  addedFill: "#143323",
  changed: "#e3b341",
  changedFill: "#3a2f12",
  removed: "#ff7d87",
  removedFill: "#421d23",
};

/** What the layout measured is the widest of these, so that text stays inside whichever is there. */
const fontFamily = "Inter,'Segoe UI','Helvetica Neue',Arial,'Liberation Sans','DejaVu Sans',sans-serif";

export function styleSheet(theme: Theme, scope = ""): string {
  const base = `${scope}text{font-family:${fontFamily};font-size:12px}${shapes(scope)}`;
  if (theme === "dark") return base + colours(dark, scope);
  if (theme === "light") return base + colours(light, scope);
  return `${base}${colours(light, scope)}@media (prefers-color-scheme:dark){${colours(dark, scope)}}`;
}

const shapes = (s: string): string =>
  [
    `${s}.l{fill:none;stroke-width:1.4;stroke-linejoin:round;stroke-linecap:round}`,
    `${s}.reads .d,${s}.inherits .d{stroke-dasharray:5 4}`,
    `${s}.b{stroke-width:1.2}${s}.f{fill:none;stroke-width:1.2}`,
    `${s}.view .f,${s}.external .f{stroke-dasharray:5 3}`,
    `${s}.h{font-size:13.5px;font-weight:600}${s}.w{font-size:9px}${s}.g{font-size:15px;font-weight:600}`,
    `${s}.p{font-weight:600}${s}.e{text-anchor:end}${s}.m{font-size:9px;font-weight:600}`,
    `${s}.u{font-size:10px;font-style:italic;text-anchor:end}${s}.x{font-size:10px}`,
    `${s}.s{font-size:10.5px}${s}.caption{font-size:16px;font-weight:600}${s}.sub{font-size:12px}`,
    `${s}.k .br{stroke-width:1.2}`,
    `${s}.was{font-weight:400}`,
    `${s}.sign{font-size:13px;font-weight:600;text-anchor:middle}`,
    `${s}.t.added .f,${s}.t.changed .f,${s}.t.removed .f{stroke-width:2.2}`,
    `${s}.added .l,${s}.changed .l{stroke-width:2.2}${s}.removed .l{stroke-width:2}${s}.removed .d{stroke-dasharray:6 4}`,
    `${s}.c.removed .n,${s}.t.removed .h{text-decoration:line-through}`,
  ].join("");

const colours = (p: Palette, s: string): string =>
  [
    `${s}.bg{fill:${p.background}}${s}.gr{fill:${p.group};stroke:${p.groupLine}}${s}.g{fill:${p.groupText}}`,
    `${s}.b{fill:${p.box}}${s}.f{stroke:${p.boxLine}}${s}.hd{fill:${p.header}}`,
    `${s}.association .hd{fill:${p.associationHeader}}${s}.view .hd{fill:${p.viewHeader}}${s}.enum .hd{fill:${p.enumHeader}}`,
    `${s}.h,${s}.caption{fill:${p.title}}${s}.n{fill:${p.text}}${s}.e,${s}.sub{fill:${p.type}}`,
    `${s}.was{fill:${p.type}}`,
    `${s}.w,${s}.u,${s}.x{fill:${p.faint}}`,
    `${s}.pk{fill:${p.primaryKey}}${s}.fk,${s}.s{fill:${p.foreignKey}}${s}.uq{fill:${p.unique}}`,
    `${s}.l{stroke:${p.line}}${s}.j{fill:${p.line}}`,
    changeColours("added", p.added, p.addedFill, s),
    changeColours("changed", p.changed, p.changedFill, s),
    changeColours("removed", p.removed, p.removedFill, s),
    `${s}.badge{fill:${p.background}}`,
  ].join("");

function changeColours(mark: string, colour: string, fill: string, s: string): string {
  return [
    `${s}.${mark}>.sign,${s}.${mark}.sign,${s}.x.${mark},${s}.j.${mark}{fill:${colour}}`,
    `${s}.c.${mark} .r,${s}.t.${mark} .hd{fill:${fill}}`,
    `${s}.t.${mark} .f,${s}.k.${mark} .l,${s}.${mark} .badge{stroke:${colour}}`,
  ].join("");
}
