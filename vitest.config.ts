import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** What takes longest. */
const LONG = [
  "/test/simulation/",
  "/test/e2e/",
  "/test/integration/",
  "/test/contract/crm-adapter",
];

/** Begins with what takes longest, so that nothing long is left to run alone at the end. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const groups = LONG.map((start) => files.filter(({ moduleId }) => moduleId.includes(start)));
    const long = new Set(groups.flat());
    return [...long, ...files.filter((file) => !long.has(file))];
  }
}

export default defineConfig({
  test: {
    include: ["test/**/*.test.{ts,tsx}"],
    globalSetup: ["test/support/global-setup.ts"],
    sequence: { sequencer: LongFirst },
    // Most tests wait for processes, sockets and PostgreSQL: with one worker a core it would stand idle.
    isolate: false,
    maxWorkers: 2 * availableParallelism(),
    // docs/features.md is compared with the report.
    reporters: ["default", ["json", { outputFile: ".data/test-report.json" }]],
    // Nothing is measured here: a machine that is busy may take its time.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
