import type { CrmAdapter } from "../../sync/adapter-ports.ts";
import { listRecords, readChangesHead, scanChanges } from "./changes.ts";
import { findCreatedRecords } from "./find-created.ts";
import { readHistory } from "./history.ts";
import { createRecordLists } from "./lists.ts";
import { hubspotObject } from "./objects.ts";
import { createRecords, readRecords, updateRecords } from "./records.ts";
import { searchRecords } from "./search.ts";
import type { Transport } from "./transport.ts";

/** What makes a portal's HubSpot into one of the two sides. */
export interface HubspotAdapterOptions {
  readonly transport: Transport;
  /** HUBSPOT_APP_ID; values written under it are ours. */
  readonly appId: string;
}

/**
 * Builds the HubSpot side of one portal.
 *
 * `create` and `update` throw only when they are misused: what happened to a call is in the results,
 * as a part of a split batch may be written while another is refused.
 */
export function createHubspotAdapter({ transport, appId }: HubspotAdapterOptions): CrmAdapter {
  return {
    side: "hubspot",
    lists: createRecordLists(transport),
    read: (objectType, ids, paths) => readRecords(transport, hubspotObject(objectType), ids, paths),
    list: (objectType, cursor, paths) =>
      listRecords(transport, hubspotObject(objectType), cursor, paths),
    changesHead: (objectType, since, paths) =>
      readChangesHead(transport, hubspotObject(objectType), since, paths),
    changesScan: (objectType, since, cursor, paths) =>
      scanChanges(transport, hubspotObject(objectType), { since, cursor }, paths),
    search: (objectType, words, limit) =>
      searchRecords(transport, hubspotObject(objectType), words, limit),
    create: (objectType, inputs) => createRecords(transport, hubspotObject(objectType), inputs),
    update: (objectType, inputs) => updateRecords(transport, hubspotObject(objectType), inputs),
    findCreated: (objectType, probes, paths) =>
      findCreatedRecords(transport, hubspotObject(objectType), probes, paths),
    // The unique property makes creates repeatable, so no mark is needed.
    highMark: () => Promise.resolve(null),
    history: (objectType, ids, paths) =>
      readHistory(transport, hubspotObject(objectType), { ids, paths, appId }),
  };
}
