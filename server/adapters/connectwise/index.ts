import type { Connection } from "../../sync/portal-ports.ts";
import type { CrmAdapter } from "../../sync/ports.ts";
import { listRecords, readChangesHead, scanChanges } from "./changes.ts";
import { createConnectwiseClient } from "./transport.ts";
import type { ConnectwiseClientOptions } from "./transport.ts";
import { objectOf } from "./objects.ts";
import {
  createRecords,
  findCreatedRecords,
  highestId,
  readRecords,
  updateRecords,
} from "./records.ts";

/** Settings of {@link createConnectwiseAdapter}. */
export interface ConnectwiseAdapterOptions extends Omit<ConnectwiseClientOptions, "credentials"> {
  readonly connection: Connection;
}

/**
 * Builds the adapter of one connection. Companies are written one call each, at most as many at once
 * as the gate lets through; the vendor keeps no history, and its ids grow.
 */
export function createConnectwiseAdapter(options: ConnectwiseAdapterOptions): CrmAdapter {
  const { connection, ...rest } = options;
  const dates = connection.dateConditions;
  const client = createConnectwiseClient({ ...rest, credentials: connection });
  return {
    side: "connectwise",
    read: (objectType, ids, paths) => readRecords(client, objectOf(objectType), ids, paths),
    list: (objectType, cursor, paths) =>
      listRecords(client, { object: objectOf(objectType), paths, dates }, cursor),
    changesHead: (objectType, since, paths) =>
      readChangesHead(client, { object: objectOf(objectType), paths, dates }, since),
    changesScan: (objectType, since, cursor, paths) =>
      scanChanges(client, { object: objectOf(objectType), paths, dates }, since, cursor),
    create: (objectType, inputs) => createRecords(client, objectOf(objectType), inputs),
    update: (objectType, inputs) => updateRecords(client, objectOf(objectType), inputs),
    findCreated: (objectType, probes, paths) =>
      findCreatedRecords(client, objectOf(objectType), probes, paths),
    highMark: (objectType) => highestId(client, objectOf(objectType)),
    history: () => Promise.resolve(null),
  };
}
