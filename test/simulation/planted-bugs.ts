import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A bug planted into a copy of the engine: one text of one file replaced by another. */
export interface PlantedBug {
  readonly name: string;
  /** What it breaks, in the words of the design. */
  readonly breaks: string;
  /** File below `server/`. */
  readonly file: string;
  /** Text that occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
}

/** Ten bugs that engines of this kind really have had; the simulation must find each of them. */
export const plantedBugs: readonly PlantedBug[] = [
  {
    name: "base-before-confirm",
    breaks: "the base moves before the write is confirmed, so a lost write is never repeated",
    file: "usecases/apply-updates.ts",
    find: "    base: plan.baseMoves,",
    replace: `    base: plan.operations.reduce<Record<Side, Record<string, string | null>>>(
      (moves, { side, writes }) => {
        for (const { key, value, sourceHash } of writes) {
          const field = context.mapping.fields.find((one) => one.key === key);
          if (field === undefined) continue;
          moves[side === "hubspot" ? "connectwise" : "hubspot"][key] = sourceHash;
          moves[side][key] = hashValue(valueContext(context), field, side, value);
        }
        return moves;
      },
      { hubspot: { ...plan.baseMoves.hubspot }, connectwise: { ...plan.baseMoves.connectwise } },
    ),`,
  },
  {
    name: "echo-by-origin",
    breaks: "whatever shows up while a write of ours is unconfirmed counts as its echo",
    file: "sync/reconcile-field.ts",
    find: "  if (state.hashes[side] === state.base[side]) return false;\n  return state.shown[side].length === 0;",
    replace:
      "  if (state.hashes[side] === state.base[side]) return false;\n  return state.sent[side].length === 0;",
  },
  {
    name: "adopted-base-from-current-state",
    breaks: "a found record's base is what it holds now, so an edit made meanwhile is swallowed",
    file: "usecases/adopt-created.ts",
    find: "(isAnswer || mayShow(valueContext(context), field, targetSide, { sent, read: now }))",
    replace: "true",
  },
  {
    name: "second-post-without-look-up",
    breaks: "a create whose answer was lost is repeated without a look",
    file: "usecases/drain.ts",
    find: "const works = await settleIntents(context, read);",
    replace:
      "const works = read.map((work) => ({ ...work, pair: { ...work.pair, intent: null } })); void settleIntents;",
  },
  {
    name: "late-cursor-too-far",
    breaks: "the late pass's cursor passes changes that it has not looked at",
    file: "usecases/poll-changes.ts",
    find: "String(Math.max(Number(stored), until))",
    replace: "String(context.clock.now())",
  },
  {
    name: "blank-erases",
    breaks: "an emptied field empties the other side although the mapping says keep",
    file: "sync/reconcile-field.ts",
    find: 'if (isBlank(value) && field.blankRule === "keep") {',
    replace: 'if (isBlank(value) && field.blankRule === "keep" && state.values[to] === null) {',
  },
  {
    name: "one-way-drift-written-back",
    breaks: "a one-way field's drifted target is written to its source",
    file: "sync/reconcile-field.ts",
    find: 'if (state.direction !== "both") return decideOneWay(state, context, changed);',
    replace: 'if (state.direction === "off") return decideOneWay(state, context, changed);',
  },
  {
    name: "filter-forgotten",
    breaks: "a record that a filter keeps from being a source is one all the same",
    file: "sync/reconcile-field.ts",
    find: "if (!hubspot && !connectwise) return null;",
    replace: "if (!hubspot || connectwise || state.field.isOwn) return null;",
  },
  {
    name: "link-from-one-direction",
    breaks: "the first candidate is linked although it, or the record itself, has another one",
    file: "usecases/decide-unlinked.ts",
    find: "new Map<string, Verdict>([...decisions, ",
    replace: `new Map<string, Verdict>([...[...decisions].map(
      ([key, one]): [string, Verdict] =>
        one.outcome === "review" && one.candidates[0] !== undefined
          ? [key, { outcome: "link", counterpartId: one.candidates[0].id, matchedBy: ["name"] }]
          : [key, one],
    ), `,
  },
  {
    name: "losing-value-not-kept",
    breaks: "the losing value of a conflict does not reach the journal",
    file: "sync/reconcile.ts",
    find: 'if (decision.kind !== "write" || !decision.isConflict) return [];',
    replace: 'if (decision.kind !== "write" || decision.isConflict) return [];',
  },
];

/** Puts a bug into a copy of the engine; returns the copy's folder and how to remove it. */
export function plantBug(bug: PlantedBug): { readonly root: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), `lockstep-${bug.name}-`));
  const server = new URL("../../server/", import.meta.url).pathname;
  const root = join(folder, "server");
  for (const part of ["sync", "usecases"]) {
    cpSync(join(server, part), join(root, part), { recursive: true });
  }
  const packages = new URL("../../node_modules", import.meta.url).pathname;
  symlinkSync(packages, join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  const path = join(root, bug.file);
  const parts = readFileSync(path, "utf8").split(bug.find);
  if (parts.length !== 2) {
    throw new Error(`${bug.name}: its text occurs ${parts.length - 1} times in ${bug.file}`);
  }
  writeFileSync(path, parts.join(bug.replace));
  return {
    root,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
