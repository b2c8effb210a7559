import { ControlError } from "../shared/control.ts";
import type { ControlType } from "../shared/control.ts";
import { COMPANY } from "./companies.ts";
import { CONTACT } from "./contacts.ts";
import type { RecordType } from "./record-type.ts";
import type { AnyRecord, RecordName } from "./store.ts";

const TYPES: { readonly [N in RecordName]: RecordType<Extract<AnyRecord, { type: N }>> } = {
  company: COMPANY,
  contact: CONTACT,
};

/** What control calls call the types. */
const CONTROLLED: Readonly<Partial<Record<ControlType, RecordType<AnyRecord>>>> = {
  company: COMPANY,
  contact: CONTACT,
};

/** The type a control call speaks about. @throws ControlError when it is not simulated */
export function controlledType(name: ControlType): RecordType<AnyRecord> {
  const type = CONTROLLED[name];
  if (type) return type;
  throw new ControlError("not_simulated", `${name} is not simulated yet`, { field: "type" });
}

/** The rules of a record's type. */
export function typeOf<R extends AnyRecord>(record: R): RecordType<R> {
  // The table holds each type under its own records' name.
  return TYPES[record.type] as unknown as RecordType<R>;
}
