import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const LONG = ["/test/integration/", "/test/simulation/"];

/** Begins with what takes longest, so that nothing long is left to run alone at the end. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isShort = files.map(({ moduleId }) => !LONG.some((folder) => moduleId.includes(folder)));
    return [...files.filter((_, at) => !isShort[at]), ...files.filter((_, at) => isShort[at])];
  }
}

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/global-setup.ts"],
    sequence: { sequencer: LongFirst },
    // Most tests wait for processes, sockets and PostgreSQL: with one worker a core it would stand idle.
    isolate: false,
    maxWorkers: 3 * availableParallelism(),
    // docs/features.md is compared with the report.
    reporters: ["default", ["json", { outputFile: ".data/test-report.json" }]],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
