import type { ApiFailure } from "@lockstep/api/failure.ts";
import type { MappingRequest } from "@lockstep/api/wire-mapping.ts";
import { refusedMap, refusedRow } from "./change.ts";
import type { ShownRow } from "./change.ts";
import type { MappingEditor } from "./use-mapping.ts";

/** A change that the server refused, with what it said. */
export interface Refusal {
  request: MappingRequest;
  failure: ApiFailure;
}

/** What is wrong with a row, in words: its field issues, and why it was refused. */
export function problemsOf(
  { mapping }: Pick<MappingEditor, "mapping">,
  row: ShownRow,
  refusal: Refusal | null,
): string[] {
  const issues = mapping.issues.filter(
    (issue) => issue.hubspot === row.hubspot && issue.connectwise === row.connectwise,
  );
  const refused = refusal !== null && isAbout(refusal, row) ? [wordsOf(refusal.failure)] : [];
  return [...issues.map(({ message, remedy }) => `${message} ${remedy}`), ...refused];
}

/** What the server said of a map; null: nothing. */
export function problemWithMap(name: string, refusal: Refusal | null): string | null {
  if (refusal === null || refusedMap(refusal.failure.field) !== name) return null;
  return wordsOf(refusal.failure);
}

function isAbout({ request, failure }: Refusal, row: ShownRow): boolean {
  const isRow = refusedRow(request, failure.field) === row.hubspot;
  return isRow || (row.mapName !== undefined && refusedMap(failure.field) === row.mapName);
}

function wordsOf({ message, remedy }: ApiFailure): string {
  return remedy === null ? message : `${message} ${remedy}`;
}
