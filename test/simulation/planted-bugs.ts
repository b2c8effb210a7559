import { registerHooks, type LoadFnOutput } from "node:module";

/** A bug planted into the engine: one text of one file replaced by another. */
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

/** Bugs that engines of this kind really have had; the simulation must find each of them. */
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
    find: "(isMade || mayShow(values, field, side, { sent: sent ?? null, read }))",
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
    file: "sync/carry-value.ts",
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
    file: "sync/plan.ts",
    find: 'if (decision.kind !== "write" || !decision.isConflict) return [];',
    replace: 'if (decision.kind !== "write" || decision.isConflict) return [];',
  },
  {
    name: "created-record-not-recognised",
    breaks: "a record that a lost create made is not known any more once people have edited it",
    file: "usecases/recognise-created.ts",
    find: "if (open.length === 0) return",
    replace: "if (open.length >= 0) return",
  },
  {
    name: "child-does-not-wait",
    breaks: "a record is created although what it belongs to has no counterpart yet",
    file: "usecases/plan-new.ts",
    find: "  if (wait !== undefined) return {",
    replace: '  if (wait !== undefined && wait.fact.kind === "linked") return {',
  },
  {
    name: "wait-not-stored",
    breaks: "nobody remembers whom a record waits for, so it waits on when that one is there",
    file: "usecases/pair-facts.ts",
    find: 'fact.kind === "linked" ? [] : [{ parent, stand: fact.stand }]',
    replace: 'fact.kind !== "linked" ? [] : [{ parent, stand: "" }]',
  },
  {
    name: "silent-change-passed-over",
    breaks: "a sweep trusts the time of records whose associations change without moving it",
    file: "usecases/observe-page.ts",
    find: "hasSilentChanges: context.definition.requiredParents.length > 0,",
    replace: "hasSilentChanges: false,",
  },
  {
    name: "merged-created-again",
    breaks: "the counterpart of a record that took in another is made a second time",
    file: "usecases/decide-unlinked.ts",
    find: "        ? takenBy(id)\n",
    replace: "        ? NO_MATCH\n",
  },
  {
    name: "excluded-parent-forgotten",
    breaks: "what belongs to a record that is left out is created all the same, or waits for ever",
    file: "sync/parents.ts",
    find: "const isOut = facts.every(",
    replace: "const isOut = facts.length > 99 && facts.every(",
  },
  {
    name: "linked-children-passed-over",
    breaks: "what is linked is not looked at again when the record it belongs to is left out",
    file: "sync/parents.ts",
    find: "if (wasOut === isOut) return [];",
    replace: "if (wasOut === isOut || link.id !== '') return [];",
  },
  {
    name: "pair-out-on-both-sides",
    breaks: "a filter of one side leaves out what belongs to the pair on the other side, too",
    file: "sync/parents.ts",
    find: 'return issue?.state === "excluded" ? issue.message : null;',
    replace: 'return issue?.message ?? "It is excluded by a filter.";',
  },
  {
    name: "own-filter-forgotten",
    breaks: "what the customer's filter leaves out is sent all the same",
    file: "usecases/engine.ts",
    find: "if (filtered !== null) return filtered;",
    replace: "void filtered;",
  },
  {
    name: "filter-change-passed-over",
    breaks: "a record that a filter leaves out by a field that no row maps is not looked at",
    file: "usecases/observe-page.ts",
    find: "isLeftOut: isLeftOut(context, side, record),",
    replace: "isLeftOut: isLeftOut(context, side, record) === true ? null : null,",
  },
];

/**
 * Lets every module that is loaded from now on, in this thread, come with the bug.
 *
 * @throws Error when the file is loaded and does not hold the text exactly once
 */
export function plantBug(name: string): void {
  const bug = plantedBugs.find((one) => one.name === name);
  if (bug === undefined) throw new Error(`there is no planted bug called ${name}`);
  const { href } = new URL(`../../server/${bug.file}`, import.meta.url);
  registerHooks({
    load: (url, context, nextLoad) => {
      const loaded = nextLoad(url, context);
      if (url !== href) return loaded;
      const parts = textOf(loaded.source).split(bug.find);
      if (parts.length !== 2) {
        throw new Error(`${name}: its text occurs ${parts.length - 1} times in ${bug.file}`);
      }
      return { ...loaded, source: parts.join(bug.replace) };
    },
  });
}

function textOf(source: LoadFnOutput["source"]): string {
  return typeof source === "string" ? source : new TextDecoder().decode(source);
}
