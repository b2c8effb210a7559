import type { DescribedValue } from "@lockstep/api/wire-card.ts";
import type { FieldValue, Side } from "@lockstep/api/wire-common.ts";
import type { FieldLine, JournalLine, SyncReport } from "@lockstep/api/wire-records.ts";
import { sideWords } from "@lockstep/ui/words.ts";
import type { FieldNames } from "../fields/field-names.ts";
import { changeWords, stepWords } from "../fields/change-words.ts";
import type { ValueWords } from "../fields/use-value-words.ts";

/** One thing that a sync did, or could not do. */
export interface OutcomeLine {
  key: string;
  kind: "done" | "open";
  text: string;
  /** Why, and what to do. */
  detail: string;
}

/** What outcomes are worded with. */
export interface OutcomeWords {
  names: FieldNames;
  values: ValueWords;
}

/** What a sync did field by field; fields that needed nothing are left out. */
export function outcomeLines(report: SyncReport, words: OutcomeWords): OutcomeLine[] {
  const fields = report.fields.flatMap((line) => fieldLine(line, words));
  const told = new Set(
    report.fields.flatMap(({ decision, write, hubspot, connectwise }) => {
      if (decision !== "written" || write === null) return [];
      const { path } = write.side === "hubspot" ? hubspot : connectwise;
      return [`${write.side} ${path}`];
    }),
  );
  const writes = report.writes
    .filter(({ side, field }) => !told.has(`${side} ${field ?? ""}`))
    .flatMap((line, index) => journalLine(line, index, report, words));
  const named = new Set(fields.filter(({ kind }) => kind === "open").map(({ detail }) => detail));
  const issues = report.issues.map(({ side, code, field, message, remedy }): OutcomeLine => {
    const about = field === null ? sideWords(side) : words.names.ofPath(side, field);
    const detail = join(message, remedy);
    return { key: `${side} ${code} ${field ?? ""}`, kind: "open", text: about, detail };
  });
  return [...writes, ...fields, ...issues.filter(({ detail }) => !named.has(detail))];
}

/** Fields of a report that needed nothing. */
export function countUntouched({ fields }: SyncReport): number {
  const settled = ["unchanged", "equal", "kept"];
  return fields.filter(({ decision }) => settled.includes(decision)).length;
}

/** Decisions that leave a field as it is, or not as it should be, with what is said about them. */
const OPEN_WORDS: Readonly<Record<FieldLine["decision"], string | null>> = {
  unchanged: null,
  equal: null,
  kept: null,
  written: null,
  write: "is still to be written",
  wait: "waits",
  problem: "could not be synced",
  ask: "has to be decided",
  "not-read": "was not read",
};

function fieldLine(line: FieldLine, words: OutcomeWords): OutcomeLine[] {
  const { key, decision, message, remedy, write } = line;
  if (decision === "written" && write !== null) {
    return [{ key, kind: "done", text: written(line, words), detail: message }];
  }
  const open = OPEN_WORDS[decision];
  if (open === null) return [];
  const text = `${words.names.ofKey(key)} ${open}`;
  return [{ key, kind: "open", text, detail: join(message, remedy) }];
}

function written({ key, write, hubspot, connectwise }: FieldLine, words: OutcomeWords): string {
  if (write === null) return "";
  const { side, oldValue, newValue } = write;
  const { path } = side === "hubspot" ? hubspot : connectwise;
  return change(words.names.ofKey(key), { side, path, oldValue, newValue }, words);
}

interface Change {
  side: Side;
  path: string;
  oldValue: FieldValue | undefined;
  newValue: FieldValue | undefined;
}

/** `Phone in ConnectWise: 555-1 became 555-2`; without values where nobody has words for them. */
function change(
  name: string,
  { side, path, oldValue, newValue }: Change,
  words: OutcomeWords,
): string {
  const told = (value: FieldValue | undefined): string | null => {
    const described: DescribedValue | null =
      value === undefined ? null : words.names.valueOf(side, path, value);
    return described === null ? null : (words.values(described) ?? "empty");
  };
  return changeWords(`${name} in ${sideWords(side)}`, told(oldValue), told(newValue));
}

function journalLine(
  line: JournalLine,
  index: number,
  { objectType }: SyncReport,
  words: OutcomeWords,
): OutcomeLine[] {
  const { kind, side, field, oldValue, newValue } = line;
  const done = (text: string, detail = ""): OutcomeLine[] => [
    { key: `journal ${index}`, kind: "done", text, detail },
  ];
  const name = field === null ? "A field" : words.names.ofPath(side, field);
  if (kind === "update" && field !== null) {
    return done(change(name, { side, path: field, oldValue, newValue }, words));
  }
  if (kind === "conflict" || kind === "late-conflict") {
    return done(
      `${name} was changed in both systems; the value in ${sideWords(side)} gave way`,
      "The value that lost is kept in Lockstep's activity for 30 days.",
    );
  }
  return kind === "update" || kind === "ruling" ? [] : done(stepWords(kind, objectType, side));
}

function join(message: string, remedy: string | null): string {
  return remedy === null ? message : `${message} ${remedy}`.trim();
}
