/** Findings in the forms that tools read. */
import { rules } from "./all.ts";
import type { LintFinding } from "./finding.ts";
import type { Severity } from "./rule.ts";

const githubLevels: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "notice" };

/** Workflow commands of GitHub Actions: they show up at the line of the file. */
export function githubReport(findings: readonly LintFinding[]): string {
  return findings
    .map(({ severity, path, line, rule, name, message, safe }) => {
      const place = [`file=${property(path)}`, ...(line === undefined ? [] : [`line=${line}`])];
      return `::${githubLevels[severity]} ${place.join(",")},title=${property(`${rule} ${name}`)}::${data(`${message}\n${safe}`)}`;
    })
    .join("\n");
}

const data = (text: string): string => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const property = (text: string): string => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");

const sarifLevels: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "note" };

/** Static Analysis Results Interchange Format 2.1.0, as code scanning reads it. */
export function sarifReport(
  findings: readonly LintFinding[],
  suppressed: readonly LintFinding[],
  version: string,
): string {
  const used = rules.filter(({ id }) => [...findings, ...suppressed].some(({ rule }) => rule === id));
  const sarif = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "limbeck",
            version,
            rules: used.map(({ id, name, title, risk, safe, severity }) => ({
              id,
              name,
              shortDescription: { text: title },
              fullDescription: { text: risk },
              help: { text: safe },
              defaultConfiguration: { level: sarifLevels[severity] },
            })),
          },
        },
        results: [...findings, ...suppressed].map(resultOf),
      },
    ],
  };
  return JSON.stringify(sarif, undefined, 2);
}

function resultOf({ rule, severity, message, safe, path, line, suppressed }: LintFinding): unknown {
  return {
    ruleId: rule,
    level: sarifLevels[severity],
    message: { text: `${message} ${safe}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: path.replaceAll("\\", "/") },
          region: { startLine: line ?? 1 },
        },
      },
    ],
    ...(suppressed === undefined ? {} : { suppressions: [{ kind: "inSource", justification: suppressed.reason }] }),
  };
}
