import { openHubspot } from "./hubspot-caller.ts";
import type { ServerRig } from "./server-rig.ts";

/** A person who keeps HubSpot's lists. */
export interface ListKeeper {
  /** @param typeId - `0-2` for companies @returns the list's id */
  create(name: string, typeId: string): Promise<string>;
  /** Puts records into a list, or takes them out. */
  change(listId: string, verb: "add" | "remove", ids: readonly string[]): Promise<void>;
}

const LISTS = "/crm/lists/2026-09";

/** Makes a keeper with a token of its own: ours may only read lists. */
export async function openLists(rig: Pick<ServerRig, "hubspotUrl" | "url">): Promise<ListKeeper> {
  const call = await openHubspot(rig);
  return {
    create: async (name, objectTypeId) => {
      const made = await call("POST", LISTS, { name, objectTypeId, processingType: "MANUAL" });
      return (made as { list: { listId: string } }).list.listId;
    },
    change: async (listId, verb, ids) => {
      await call("PUT", `${LISTS}/${listId}/memberships/${verb}`, ids);
    },
  };
}
