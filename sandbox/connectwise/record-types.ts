import { COMPANY } from "./companies.ts";
import type { RecordType } from "./record-type.ts";
import type { AnyRecord, RecordName } from "./store.ts";

const TYPES: { readonly [N in RecordName]: RecordType<Extract<AnyRecord, { type: N }>> } = {
  company: COMPANY,
};

/** The rules of a record's type. */
export function typeOf<R extends AnyRecord>(record: R): RecordType<R> {
  // The table holds each type under its own records' name.
  return TYPES[record.type] as unknown as RecordType<R>;
}
