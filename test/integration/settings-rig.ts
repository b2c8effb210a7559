import { includeEverything, type Reply, runFirstSync, type ServerRig } from "./server-rig.ts";

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

/** Takes the portal live: starts the jobs and waits for a first sync to end. */
export async function goLive(rig: ServerRig): Promise<void> {
  await includeEverything(rig);
  await rig.startJobs();
  await runFirstSync(rig);
}
