import type { Reply } from "./server-rig.ts";

/** The rows that a person may change, as they would be sent back. */
export function rowsOf({ body }: Reply): Record<string, string>[] {
  return body.rows
    .filter((row: Reply["body"]) => row.isOwn !== true)
    .map(({ hubspot, connectwise, direction }: Record<string, string>) => ({
      hubspot,
      connectwise,
      direction,
    }));
}
