import type { z } from "zod";

import type { LinkTo } from "../../sync/deep-links.ts";
import type { FieldLine } from "../../sync/explain.ts";
import type { FoundIssue, JournalLine } from "../../sync/record-ports.ts";
import type { Issue, JournalEntry } from "../../sync/pair-ports.ts";
import type { Explanation, SideAnswer } from "../../usecases/explain-record.ts";
import type { WaitStep } from "../../usecases/explain-waits.ts";
import type { RecordRef, Side } from "../../sync/model.ts";
import type { WordedFilter } from "../../usecases/describe-filters.ts";
import { linkedId, otherSide } from "../../sync/model.ts";
import type { SyncReport } from "../../usecases/sync-now.ts";
import { explainReply } from "../contract-explain.ts";
import {
  type fieldLine,
  type journalLine,
  type recordIssue,
  syncReply,
} from "../contract-records.ts";
import { toTime } from "../requests.ts";

/** A report as it is sent. */
export function presentReport(
  objectType: string,
  { side, id }: RecordRef,
  report: SyncReport,
): z.input<typeof syncReply> {
  const { fields, writes, issues, ...rest } = report;
  const since = toTime(report.since);
  return syncReply.parse({
    ...rest,
    objectType,
    side,
    recordId: id,
    fields: fields.map(presentField),
    writes: writes.map(presentLine),
    issues: issues.map(presentIssue),
    since,
    poll: `/api/v1/records/${objectType}/${side}/${id}/sync?since=${since}`,
  });
}

/** What an explanation says in words and addresses. */
export interface ExplanationWords {
  readonly filters: Readonly<Record<Side, WordedFilter | null>>;
  readonly linkTo: LinkTo;
}

/** An explanation as it is sent. */
export function presentExplanation(
  objectType: string,
  { side, id }: RecordRef,
  explanation: Explanation,
  { filters, linkTo }: ExplanationWords,
): z.input<typeof explainReply> {
  const { standing, state, action, verdicts, match, waits, conflicts } = explanation;
  const { link, pending, intent, issues, isHeld } = standing;
  return explainReply.parse({
    objectType,
    side,
    recordId: id,
    linkedId: link === null ? null : linkedId(link, otherSide(side)),
    storedState: link?.state ?? issues[0]?.state ?? null,
    state,
    action,
    isHeld,
    pending: pending === null ? null : { ...pending, notBefore: toTime(pending.notBefore) },
    openCreate:
      intent === null
        ? null
        : { attempts: intent.attempts, candidateIds: intent.candidateIds ?? null },
    sides: explanation.sides.map((one) => presentSide(one, filters[one.ref.side])),
    match,
    waits: waits.map((step) => presentWait(step, linkTo)),
    conflicts: conflicts.map(presentEntry),
    verdicts: verdicts.map(presentVerdict),
    issues: issues.map(presentIssue),
    fields: explanation.fields.map(presentField),
    decisions: explanation.decisions.map(presentLine),
  });
}

/** A record that another one waits for, as it is sent. */
export function presentWait({ parent, ...step }: WaitStep, linkTo: LinkTo): object {
  const { objectType, side, id: recordId } = parent;
  return { ...step, objectType, side, recordId, url: linkTo(objectType, parent) };
}

function presentSide(
  { ref, modifiedAt, ...answer }: SideAnswer,
  ownFilter: WordedFilter | null,
): object {
  const { side, id: recordId } = ref;
  return { ...answer, side, recordId, modifiedAt: toTime(modifiedAt), ownFilter };
}

function presentField({ paths, values, ...line }: FieldLine): z.input<typeof fieldLine> {
  return {
    ...line,
    hubspot: { path: paths.hubspot, value: values.hubspot },
    connectwise: { path: paths.connectwise, value: values.connectwise },
  };
}

function presentLine(line: JournalLine): z.input<typeof journalLine> {
  return { ...presentEntry(line), at: toTime(line.at), userId: line.userId ?? null };
}

function presentEntry(entry: JournalEntry): Omit<z.input<typeof journalLine>, "at" | "userId"> {
  const { kind, side, recordId, field, rule, oldValue, newValue } = entry;
  return { kind, side, recordId, field: field ?? null, rule, oldValue, newValue };
}

/** An issue as it is sent. */
export function presentIssue(issue: FoundIssue): z.input<typeof recordIssue> {
  return { ...presentVerdict(issue), foundAt: toTime(issue.foundAt) };
}

function presentVerdict(
  issue: Omit<Issue, "seenModifiedAt">,
): Omit<z.input<typeof recordIssue>, "foundAt"> {
  const { ref, state, code, message, field, remedy, candidates = [] } = issue;
  return {
    side: ref.side,
    recordId: ref.id,
    state,
    code,
    message,
    field: field ?? null,
    remedy: remedy ?? null,
    candidates: [...candidates],
  };
}
