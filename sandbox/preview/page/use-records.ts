import { useCallback, useEffect, useState } from "react";
import type { ShownRecord } from "../screen-data.ts";
import type { ShownType } from "./object-types.ts";

/** The portal's records of a type. */
export interface Records {
  /** Null while they are read for the first time. */
  records: readonly ShownRecord[] | null;
  reload: () => Promise<void>;
}

async function readRecords(type: ShownType): Promise<ShownRecord[]> {
  const response = await fetch(`/preview/records/${type.control}`);
  const records = (await response.json()) as ShownRecord[];
  return records.filter(({ archived }) => !archived);
}

/** Reads the portal's records that are not archived. */
export function useRecords(type: ShownType): Records {
  const [held, setHeld] = useState<{ type: ShownType; records: ShownRecord[] } | null>(null);
  const reload = useCallback(async () => {
    setHeld({ type, records: await readRecords(type) });
  }, [type]);
  useEffect(() => {
    let isCurrent = true;
    void readRecords(type).then((records) => {
      if (isCurrent) setHeld({ type, records });
      return null;
    });
    return () => {
      isCurrent = false;
    };
  }, [type]);
  return { records: held?.type === type ? held.records : null, reload };
}
