import type { ControlType } from "../shared/control.ts";
import { COMPANY } from "./companies.ts";
import { CONTACT } from "./contacts.ts";
import { OPPORTUNITY } from "./opportunities.ts";
import type { RecordType } from "./record-type.ts";
import type { AnyRecord, RecordName } from "./store.ts";

const TYPES: { readonly [N in RecordName]: RecordType<Extract<AnyRecord, { type: N }>> } = {
  company: COMPANY,
  contact: CONTACT,
  opportunity: OPPORTUNITY,
};

/** What control calls call the types. */
const CONTROLLED: Readonly<Record<ControlType, RecordType<AnyRecord>>> = {
  company: COMPANY,
  contact: CONTACT,
  deal: OPPORTUNITY,
};

/** The type a control call speaks about. */
export const controlledType = (name: ControlType): RecordType<AnyRecord> => CONTROLLED[name];

/** The rules of a record's type. */
export function typeOf<R extends AnyRecord>(record: R): RecordType<R> {
  // The table holds each type under its own records' name.
  return TYPES[record.type] as unknown as RecordType<R>;
}
