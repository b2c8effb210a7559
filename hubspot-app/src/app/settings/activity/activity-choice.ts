import type { ActivityQuery } from "@lockstep/api/wire-activity.ts";
import type { Side } from "@lockstep/api/wire-common.ts";

/** One record whose lines are shown. */
export interface PickedRecord {
  objectType: string;
  side: Side;
  recordId: string;
  /** What it is called. */
  name: string;
}

/** Which lines are shown. */
export interface ActivityChoice {
  /** Empty: all objects. */
  objectType: string;
  /** Null: all records. */
  record: PickedRecord | null;
}

/** The choice as the server takes it. */
export function queryOf({ objectType, record }: ActivityChoice): ActivityQuery {
  if (record !== null) {
    return { objectType: record.objectType, side: record.side, recordId: record.recordId };
  }
  return objectType === "" ? {} : { objectType };
}
