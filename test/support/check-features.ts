import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { checkFeatures, type ReportedTest } from "./features.ts";

/*
 * Part of `npm test`, after the tests: compares docs/features.md with the report of the run.
 */

const root = path.resolve(import.meta.dirname, "../..");
const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

const report = reportSchema.parse(
  JSON.parse(readFileSync(path.join(root, ".data/test-report.json"), "utf8")),
);
const tests = report.testResults
  .filter(({ name }) => name.includes("/test/integration/"))
  .flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ fullName, status }): ReportedTest => ({
      file: path.basename(name, ".test.ts"),
      fullName,
      isPassed: status === "passed",
    })),
  );
const wrong = checkFeatures(readFileSync(path.join(root, "docs/features.md"), "utf8"), tests);
for (const line of wrong) process.stderr.write(`docs/features.md: ${line}\n`);
if (wrong.length === 0) process.stdout.write("docs/features.md: every row is as tests show\n");
process.exitCode = wrong.length === 0 ? 0 : 1;
