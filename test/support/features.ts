/** A test as the runner reports it. */
export interface ReportedTest {
  /** Name of its file, without folder and ending. */
  readonly file: string;
  /** With the names of what it is in. */
  readonly fullName: string;
  readonly isPassed: boolean;
}

/** A row of docs/features.md. */
interface FeatureRow {
  readonly id: string;
  readonly state: string;
  readonly files: readonly string[];
}

/** Features that the product promises. */
const PROMISED = Array.from({ length: 34 }, (_, index) => `S${index + 1}`);

/** What a row may say of its feature. */
const STATES = ["done", "partly", "later"];

function rowsOf(markdown: string): FeatureRow[] {
  return markdown.split("\n").flatMap((line): FeatureRow[] => {
    const [, id = "", , state = "", files = ""] = line.split("|").map((cell) => cell.trim());
    if (!/^S\d+$/u.test(id)) return [];
    return [{ id, state, files: files.match(/[a-z][a-z0-9-]*/gu) ?? [] }];
  });
}

/** Features that a test is tagged with: `[S7]` in its name or in that of what it is in. */
function tagsOf({ fullName }: ReportedTest): readonly string[] {
  return [...fullName.matchAll(/\[(S\d+)\]/gu)].map(([, id = ""]) => id);
}

/**
 * Compares what docs/features.md says with the integration tests that ran.
 *
 * @returns what is wrong, a line each: a feature without a row, a row of a feature that is done and
 *   that no passed test shows, files that a row names without need, or does not name
 */
export function checkFeatures(markdown: string, tests: readonly ReportedTest[]): string[] {
  const rows = rowsOf(markdown);
  return [
    ...PROMISED.filter((id) => rows.filter((row) => row.id === id).length !== 1).map(
      (id) => `${id} needs exactly one row`,
    ),
    ...rows.flatMap((row) => checkRow(row, tests)),
  ];
}

function checkRow({ id, state, files }: FeatureRow, tests: readonly ReportedTest[]): string[] {
  const tagged = tests.filter((test) => tagsOf(test).includes(id));
  const passed = new Set(tagged.filter(({ isPassed }) => isPassed).map(({ file }) => file));
  const shown = new Set(tagged.map(({ file }) => file));
  return [
    ...(STATES.includes(state) ? [] : [`${id} is none of: ${STATES.join(", ")}`]),
    ...(state === "done" && files.length === 0 ? [`${id} is done, and no test shows it`] : []),
    ...(state === "later" && shown.size > 0 ? [`${id} is later, and has tests already`] : []),
    ...files
      .filter((file) => !passed.has(file))
      .map((file) => `${id} names ${file}, where no test tagged [${id}] has passed`),
    ...[...shown]
      .filter((file) => !files.includes(file))
      .map((file) => `${id} does not name ${file}, where a test is tagged [${id}]`),
  ];
}
