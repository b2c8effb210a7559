import { openTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { includeEverything, type Reply, type ServerRig, startServerRig } from "./server-rig.ts";

/** A portal that is connected and ready for its first dry run, with the jobs running. */
export interface ReadyRig extends ServerRig {
  readonly database: TestDatabase;
}

/** Starts a server with both stand-ins filled, connected, and everything included. */
export async function startReadyRig(fill: {
  readonly hubspot: object;
  readonly connectwise: object;
}): Promise<ReadyRig> {
  const database = await openTestDatabase();
  const rig = await startServerRig(database);
  await rig.control("hubspot", "reset", fill.hubspot);
  await rig.control("hubspot", "limits", { searchLagMs: 0, enforce: false });
  await rig.control("connectwise", "reset", fill.connectwise);
  await rig.install();
  await rig.connect();
  await includeEverything(rig);
  await rig.startJobs();
  return { ...rig, database };
}

/** Companies of HubSpot that ConnectWise has none of, numbered from one on. */
export function hubspotFirms(from: number, to: number): object[] {
  return Array.from({ length: to - from + 1 }, (_, index) => {
    const number = from + index;
    return {
      id: String(1_000 + number),
      properties: {
        name: `Firm Number ${number}`,
        domain: `firm-${number}.example`,
        country: "United States",
      },
    };
  });
}

/** Every item of a run. */
export async function itemsOf(rig: ServerRig, runId: string): Promise<Reply["body"][]> {
  const items: Reply["body"][] = [];
  let after: string | null = null;
  do {
    const from: string = after === null ? "" : `&after=${after}`;
    const { body } = await rig.api("GET", `/runs/${runId}/items?limit=1000${from}`);
    items.push(...body.items);
    after = body.next;
  } while (after !== null);
  return items;
}
