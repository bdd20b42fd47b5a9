/** What compilers and bundlers make of one revision, as they print it. */
import { describe, expect, test } from "vitest";
import { parseRevision } from "./parse-revision.ts";

const forms: Readonly<Record<string, string>> = {
  "tsc, CommonJS": `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.dependsOn = exports.branchLabels = exports.downRevision = exports.revision = void 0;
exports.upgrade = upgrade;
const migration_1 = require("limbeck/migration");
exports.revision = "a1";
exports.downRevision = "b1"; // null at a base
exports.branchLabels = ["shop"];
exports.dependsOn = [];
function upgrade(op) { op.execute((0, migration_1.sql) \`x\`); }`,
  "esbuild, CommonJS": `var __defProp = Object.defineProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};
var a_exports = {};
__export(a_exports, {
  branchLabels: () => branchLabels,
  downRevision: () => downRevision,
  revision: () => revision,
  upgrade: () => upgrade
});
module.exports = __toCommonJS(a_exports);
var import_migration = require("limbeck/migration");
const revision = "a1";
const downRevision = "b1";
const branchLabels = ["shop"];
function upgrade(op) {}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = { branchLabels, downRevision, revision, upgrade });`,
  "esbuild, CommonJS, minified": `var s=Object.defineProperty;var l=(e,n)=>{for(var r in n)s(e,r,{get:n[r],enumerable:!0})};var S={};l(S,{branchLabels:()=>E,downRevision:()=>x,revision:()=>f,upgrade:()=>y});module.exports=u(S);var o=require("limbeck/migration");const f="a1",x="b1",E=["shop"];async function y(e){}0&&(module.exports={branchLabels,downRevision,revision,upgrade});`,
  "esbuild, module, minified": `import{sql as t}from"limbeck/migration";var l="a1",m="b1",u=["shop"];async function E(e){e.execute(t\`x\`)}export{u as branchLabels,m as downRevision,l as revision,E as upgrade};`,
  "esbuild, one statement": `export const revision="a1",downRevision="b1",branchLabels=["shop"],dependsOn=[];export function upgrade(e){}`,
  "rolldown, minified": `Object.defineProperty(exports,Symbol.toStringTag,{value:\`Module\`});let e=require("limbeck/migration");var t=\`a1\`,n=\`b1\`,r=[\`shop\`];exports.branchLabels=r,exports.downRevision=n,exports.revision=t,exports.upgrade=async function(t){};`,
  "swc, CommonJS": `"use strict";
function _export(target, all) {
    for(var name in all)Object.defineProperty(target, name, { enumerable: true, get: Object.getOwnPropertyDescriptor(all, name).get });
}
_export(exports, {
    get branchLabels () {
        return branchLabels;
    },
    get downRevision () { return downRevision; },
    get revision () { return revision; },
    get upgrade () { return upgrade; }
});
const revision = "a1";
const downRevision = "b1";
const branchLabels = [
    "shop"
];
async function upgrade(op) {}`,
  "an older swc": `_export(exports, { revision: function() { return revision; }, downRevision: function() { return downRevision; }, branchLabels: function() { return branchLabels; }, upgrade: function() { return upgrade; } });
const revision = "a1", downRevision = "b1", branchLabels = ["shop"];
function upgrade() {}`,
  babel: `exports.upgrade = upgrade;
exports.revision = exports.downRevision = exports.branchLabels = void 0;
const revision = exports.revision = 'a1';
const downRevision = exports.downRevision = 'b1';
const branchLabels = exports.branchLabels = ['shop'];
function upgrade(op) {}`,
  "getters one by one": `Object.defineProperty(exports, "revision", { enumerable: true, get: function () { return r; } });
Object.defineProperty(exports, "downRevision", { enumerable: true, get: () => d });
Object.defineProperty(exports, "branchLabels", { value: ["shop"] });
const r = "a1", d = "b1";`,
  "by hand, CommonJS": `module.exports = { revision: "a1", "downRevision": 'b1', branchLabels: "shop", async upgrade(op) {}, downgrade() {} }`,
  "by hand, names": `module.exports.revision = "a1"
module.exports["downRevision"] = "b1"
exports.branchLabels = ["shop"]
exports.upgrade = (op) => {}`,
  "an export list above": `export { id as revision, parent as downRevision, labels as branchLabels, upgrade }
const id = "a1"
const parent = "b1"
const labels = ["shop"]
function upgrade(op) {}`,
  "types between": `interface Row { revision: string }
type Other = { revision: "no" }
const id = "a1" as const, parent: string | null = ("b1" satisfies string), labels: readonly string[] = ["shop" as const] as const;
export function upgrade(op: Op): void {}
export { id as revision, type Row, parent as downRevision, labels as branchLabels };`,
  "templates, comments, line ends": `\uFEFF/* a */ export /* b */ const /* c */ revision /* d */ = /* e */ \`a1\`; // f\r\nexport var downRevision = (\r\n"b1"\r\n)\r\nexport let branchLabels = [\`sh\\u006fp\`,];\r\n`,
  "a function above": `function helper() {}
export const revision = "a1";
export const downRevision = "b1";
export const branchLabels = ["shop"];`,
};

describe("the identifiers of a revision as others print it", () => {
  test.each(Object.entries(forms))("%s", (_, text) => {
    const isTyped = text.includes("interface");
    expect(parseRevision(text, isTyped ? "a1.ts" : "a1.js")).toMatchObject({
      id: "a1",
      downRevision: ["b1"],
      branchLabels: ["shop"],
      dependsOn: [],
    });
  });

  test("a comment that a compiler moved is the message all the same", () => {
    const text = `exports.revision = void 0;\n/** Created a */\nexports.revision = "a1";\nexports.downRevision = null;`;
    expect(parseRevision(text, "a.js")).toMatchObject({ message: "Created a", downRevision: [] });
  });
});
