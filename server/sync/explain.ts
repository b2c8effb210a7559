import {
  otherSide,
  pathOn,
  type FieldMapping,
  type FieldValue,
  type MappingVersion,
  type RecordSnapshot,
  type Side,
} from "./model.ts";
import { fieldAt, valueAt } from "./paths.ts";
import type { CreatePlan } from "./plan-create.ts";
import type { ExplainStep, FieldProblem, FieldWrite, Plan, Wait } from "./plan.ts";
import type { FieldRule } from "./field-decision.ts";
import type { FoundIssue, JournalLine } from "./record-ports.ts";

/** A value that is written, or was. */
interface LineWrite {
  readonly side: Side;
  readonly oldValue: FieldValue;
  readonly newValue: FieldValue;
}

/** What is decided about one mapped field of a record, and why. */
export interface FieldLine {
  /** Mapping key. */
  readonly key: string;
  readonly paths: Readonly<Record<Side, string>>;
  /** What the sides hold; null for an empty field, and for one that was not read. */
  readonly values: Readonly<Record<Side, FieldValue>>;
  /**
   * `unchanged`: as it was when the two last agreed. `equal`: both say the same. `kept`: they differ,
   * and that is left so. `write`: a value is to be written; `written`: it was. `not-read`: a side did
   * not tell it. The others stop the field until a record is linked, or a person acts.
   */
  readonly decision:
    "unchanged" | "equal" | "kept" | "write" | "written" | "wait" | "problem" | "ask" | "not-read";
  /** Stable code; empty where there was nothing to choose. */
  readonly rule: string;
  readonly message: string;
  readonly remedy: string | null;
  readonly write: LineWrite | null;
}

/** Both records of a pair; null: it is not there. */
type Records = Readonly<Record<Side, RecordSnapshot | null>>;

const RULE_WORDS: Readonly<Record<FieldRule, string>> = {
  changed: "It changed on one side since the two last agreed.",
  fill_blank: "The two met for the first time, and one side was empty.",
  first_link_rule:
    "The two met for the first time with different values; the first-link rule decides.",
  prefer_non_blank: "Both sides changed it, and an empty value never wins here.",
  hubspot_wins: "Both sides changed it, and HubSpot wins by the field's conflict rule.",
  connectwise_wins: "Both sides changed it, and ConnectWise wins by the field's conflict rule.",
  most_recent: "Both sides changed it, and the later change wins.",
  decided: "Both sides changed it, and somebody decided which value stands.",
  other_left_out: "Both sides changed it, and the winner's value is not carried over.",
  drift_reverted: "The target was changed, and only the other side has the say.",
  equal: "Both sides say the same.",
  as_is: "The mapping leaves what was there before it as it is.",
  first_link_one_way: "The field goes one way only, and its source is empty.",
  one_way_drift: "The field goes one way only; what changed on its target stays there.",
  filtered: "A filter leaves the record out, so that it is not a source.",
  our_write_seen: "The side shows what was written to it.",
  blank_kept: "It was emptied on one side, and an empty value erases nothing here.",
  create_only: "The field is only written when a record is created.",
  left_out: "The value means nothing in the other system, and the mapping leaves such values out.",
};

/** Rules by which both sides hold the same. */
const EQUAL_RULES: ReadonlySet<string> = new Set(["equal", "our_write_seen"]);

/** Says field by field what is done about two linked records, or about two that are to be linked. */
export function explainFields(
  mapping: MappingVersion,
  records: Records,
  plan: Plan,
): readonly FieldLine[] {
  const steps = new Map(plan.explain.map((step) => [step.field, step]));
  return mapping.fields.map((field) => {
    const step = steps.get(field.key);
    const words = step === undefined ? NOT_READ : wordsOf(field, step, plan);
    return { ...lineOf(field, records), ...words };
  });
}

/** Says field by field what a new counterpart gets; fields that it does not get are left out. */
export function explainCreate(
  mapping: MappingVersion,
  source: RecordSnapshot,
  { targetSide, payload }: Pick<CreatePlan, "targetSide" | "payload">,
): readonly FieldLine[] {
  const from = otherSide(targetSide);
  const records = { hubspot: null, connectwise: null, [from]: source };
  return mapping.fields.flatMap((field): FieldLine[] => {
    const newValue = fieldAt(payload, pathOn(field, targetSide));
    if (newValue === undefined) return [];
    const write = { side: targetSide, oldValue: null, newValue };
    const message = "The new record gets it.";
    const line = { decision: "write", rule: "created", message, remedy: null, write } as const;
    return [{ ...lineOf(field, records), ...line }];
  });
}

/**
 * Notes on the lines what became of them: what the journal says was written, and what a vendor refused.
 *
 * @param journal - the newest first
 * @param issues - about the two records
 */
export function withOutcome(
  lines: readonly FieldLine[],
  journal: readonly JournalLine[],
  issues: readonly Pick<FoundIssue, "field" | "code" | "message" | "remedy">[],
): readonly FieldLine[] {
  const created = journal.find(({ kind }) => kind === "create");
  return lines.map((line): FieldLine => {
    const written = writtenIn(journal, line);
    if (written !== null) return { ...line, ...written };
    if (line.decision !== "write") return line;
    const refused = issues.find(({ field }) => field === line.paths[line.write?.side ?? "hubspot"]);
    if (refused !== undefined) {
      const { code, message, remedy = null } = refused;
      return { ...line, decision: "problem", rule: code, message, remedy };
    }
    const isInNew = line.rule === "created" && line.write?.side === created?.side;
    return isInNew ? { ...line, decision: "written" } : line;
  });
}

/** Decisions by which a field is as it should be, as it is after a write. */
const SETTLED: ReadonlySet<FieldLine["decision"]> = new Set(["unchanged", "equal", "kept"]);

/** The latest write of a field; of one that is to be written only this very write counts. */
function writtenIn(journal: readonly JournalLine[], line: FieldLine): Partial<FieldLine> | null {
  const entry = journal.find(({ kind, key }) => kind === "update" && key === line.key);
  if (entry === undefined) return null;
  const { side, rule, oldValue = null, newValue = null } = entry;
  const isThis = line.write?.side === side && line.write.newValue === newValue;
  if (!SETTLED.has(line.decision) && !(line.decision === "write" && isThis)) return null;
  const write = { side, oldValue, newValue };
  return { decision: "written", rule, message: ruleWords(rule), remedy: null, write };
}

/** A rule in plain words; empty for a code that says nothing about a field. */
export function ruleWords(rule: string): string {
  return new Map<string, string>(Object.entries(RULE_WORDS)).get(rule) ?? "";
}

type Facts = Pick<FieldLine, "key" | "paths" | "values">;
type Words = Omit<FieldLine, keyof Facts>;

function lineOf(field: FieldMapping, records: Records): Facts {
  const valueOn = (side: Side): FieldValue => {
    const record = records[side];
    return record === null ? null : (valueAt(record, pathOn(field, side)) ?? null);
  };
  return {
    key: field.key,
    paths: { hubspot: field.hubspot, connectwise: field.connectwise },
    values: { hubspot: valueOn("hubspot"), connectwise: valueOn("connectwise") },
  };
}

const NOT_READ: Words = {
  decision: "not-read",
  rule: "",
  message: "One of the systems did not tell this field, so that nothing is concluded from it.",
  remedy: null,
  write: null,
};

function wordsOf(field: FieldMapping, { decision, rule }: ExplainStep, plan: Plan): Words {
  const plain = { rule, message: ruleWords(rule), remedy: null, write: null };
  switch (decision) {
    case "nothing":
      return {
        ...plain,
        decision: "unchanged",
        message: "Neither side changed since the two last agreed.",
      };
    case "accept":
      return { ...plain, decision: EQUAL_RULES.has(rule) ? "equal" : "kept" };
    case "write-to-hubspot":
      return { ...plain, decision: "write", write: writeOf(field, plan, "hubspot") };
    case "write-to-connectwise":
      return { ...plain, decision: "write", write: writeOf(field, plan, "connectwise") };
    case "wait":
      return waitWords(plan.waits.find((wait) => isAbout(field, wait)));
    case "problem":
    case "ask":
      return problemWords(
        decision,
        plan.problems.find((problem) => isAbout(field, problem)),
      );
    case "need-history":
      return {
        ...plain,
        decision: "ask",
        message: "It is still to be seen which change is later.",
      };
  }
}

function isAbout(field: FieldMapping, found: Pick<FieldProblem | Wait, "side" | "field">): boolean {
  return pathOn(field, found.side) === found.field;
}

function writeOf(field: FieldMapping, plan: Plan, side: Side): LineWrite | null {
  const own = (write: FieldWrite): boolean => write.key === field.key;
  const operation = plan.operations.find((one) => one.side === side && one.writes.some(own));
  const write = operation?.writes.find(own);
  return write === undefined ? null : { side, oldValue: write.oldValue, newValue: write.value };
}

function waitWords(wait: Wait | undefined): Words {
  const message =
    wait === undefined
      ? "It waits for another record."
      : `It waits for the ${wait.parent.objectType} ${wait.parent.id}.`;
  return { decision: "wait", rule: "waits_for_parent", message, remedy: null, write: null };
}

function problemWords(decision: "problem" | "ask", problem: FieldProblem | undefined): Words {
  const { code = "", message = "", remedy = null } = problem ?? {};
  return { decision, rule: code, message, remedy, write: null };
}
