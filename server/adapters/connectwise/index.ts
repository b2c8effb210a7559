import type { Connection } from "../../sync/connection.ts";
import type { CrmAdapter } from "../../sync/adapter-ports.ts";
import type { ObjectType } from "../../sync/model.ts";
import { listRecords, readChangesHead, scanChanges } from "./changes.ts";
import type { Listing } from "./changes.ts";
import { createCommunicationTypes } from "./communications.ts";
import { findCreatedRecords, highestId } from "./find-created.ts";
import { objectOf } from "./objects.ts";
import type { ObjectRoute } from "./parts.ts";
import { createRecords, readRecords, updateRecords } from "./records.ts";
import { searchRecords } from "./search.ts";
import { createConnectwiseClient } from "./transport.ts";
import type { ConnectwiseClientOptions } from "./transport.ts";

/** Settings of {@link createConnectwiseAdapter}. */
export interface ConnectwiseAdapterOptions extends Omit<ConnectwiseClientOptions, "credentials"> {
  readonly connection: Connection;
}

/**
 * Builds the adapter of one connection. Records are written one call each, at most as many at once
 * as the gate lets through; the vendor keeps no history, and its ids grow.
 */
export function createConnectwiseAdapter(options: ConnectwiseAdapterOptions): CrmAdapter {
  const { connection, ...rest } = options;
  const client = createConnectwiseClient({ ...rest, credentials: connection });
  const types = createCommunicationTypes(client);
  const to = (objectType: ObjectType): ObjectRoute => ({
    client,
    types,
    object: objectOf(objectType),
  });
  const listing = (objectType: ObjectType, paths: readonly string[]): Listing => ({
    ...to(objectType),
    paths,
    dates: connection.dateConditions,
  });
  return {
    side: "connectwise",
    read: (objectType, ids, paths) => readRecords(to(objectType), ids, paths),
    list: (objectType, cursor, paths) => listRecords(listing(objectType, paths), cursor),
    changesHead: (objectType, since, paths) => readChangesHead(listing(objectType, paths), since),
    changesScan: (objectType, since, cursor, paths) =>
      scanChanges(listing(objectType, paths), since, cursor),
    search: (objectType, words, limit) => searchRecords(to(objectType), words, limit),
    create: (objectType, inputs) => createRecords(to(objectType), inputs),
    update: (objectType, inputs) => updateRecords(to(objectType), inputs),
    findCreated: (objectType, probes, paths) =>
      findCreatedRecords(to(objectType), connection.memberIdentifier, probes, paths),
    highMark: (objectType) => highestId(to(objectType)),
    history: () => Promise.resolve(null),
  };
}
