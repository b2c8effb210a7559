import type { SyncStore } from "../sync/store-ports.ts";
import { claimDirtyPairs, claimPairsOf } from "./claims.ts";
import { commitChanges } from "./commit.ts";
import { readOpenIntents } from "./create-intents.ts";
import { readCursor } from "./cursors.ts";
import type { Database } from "./db.ts";
import { addMarks, readNextDue } from "./dirty.ts";
import type { PortalCrypto } from "./encryption.ts";
import { extendClaims } from "./held-claims.ts";
import { countLinksOf, readUnswept } from "./links.ts";
import { readTakenKeys, replaceMatchKeys, supposing } from "./match-keys.ts";
import { readNeighbourhood } from "./neighbourhood.ts";
import { observePage } from "./observe.ts";
import { readLinksOf } from "./pair-parts.ts";
import { readPastWrites } from "./past-writes.ts";
import type { ClaimScope, ClaimKinds } from "./rows.ts";
import { saveMissingRunItems, saveRunItems } from "./run-items.ts";
import { saveRunSamples } from "./run-samples.ts";
import { dropRunItems } from "./runs.ts";
import { readParents } from "./waits.ts";
import { dropStaging, readStagedPage, readStagedRecords, stageRecords } from "./staging.ts";

type Run = <Result>(work: (scope: ClaimScope) => Promise<Result>) => Promise<Result>;

/**
 * Keeps what the engine knows about one portal in PostgreSQL. Each method is one transaction that
 * sees this portal's rows only; time is the database's.
 */
export function createSyncStore(
  database: Database,
  portalId: string,
  crypto: PortalCrypto,
  claimKinds: ClaimKinds,
): SyncStore {
  const run: Run = (work) =>
    database.inPortal(portalId, (query) => work({ query, crypto, claimKinds }));
  const look: Run = (work) =>
    database.look(portalId, (query) => work({ query, crypto, claimKinds }));
  return { ...createWork(run), ...createRecords(run, look), ...createStaging(run, look) };
}

type Work =
  "markDirty" | "claimDirty" | "claimRecords" | "renewClaims" | "commit" | "nextDue" | "observe";

function createWork(run: Run): Pick<SyncStore, Work> {
  return {
    markDirty: (marks) =>
      run(async (scope) => {
        await addMarks(scope, marks);
      }),
    claimDirty: (request) => run((scope) => claimDirtyPairs(scope, request)),
    claimRecords: (objectType, refs, claim) =>
      run((scope) => claimPairsOf(scope, objectType, refs, claim)),
    renewClaims: (pairs, claimMs) => run((scope) => extendClaims(scope, pairs, claimMs)),
    commit: (changes) => run((scope) => commitChanges(scope, changes)),
    nextDue: (objectTypes, maxLane) => run((scope) => readNextDue(scope, objectTypes, maxLane)),
    observe: (page) => run((scope) => observePage(scope, page)),
  };
}

type Records =
  | "neighbourhood"
  | "linksOf"
  | "parentsOf"
  | "learnKeys"
  | "takenKeys"
  | "openIntents"
  | "cursor"
  | "unsweptLinks"
  | "countLinks"
  | "pastWrites";

function createRecords(run: Run, look: Run): Pick<SyncStore, Records> {
  return {
    neighbourhood: (objectType, refs, strongKinds, supposed = []) =>
      run((scope) =>
        supposing(scope, objectType, supposed, () =>
          readNeighbourhood(scope, objectType, refs, strongKinds),
        ),
      ),
    linksOf: (objectType, refs) => look((scope) => readLinksOf(scope, objectType, refs)),
    parentsOf: (parents, dryRunId) => look((scope) => readParents(scope, parents, dryRunId)),
    learnKeys: (objectType, records) =>
      run((scope) =>
        replaceMatchKeys(
          scope,
          records.map((record) => ({ ...record, objectType })),
        ),
      ),
    takenKeys: (objectType, side, kind, values) =>
      look((scope) => readTakenKeys(scope, { objectType, side, kind }, values)),
    openIntents: (objectType, targetSide) =>
      look((scope) => readOpenIntents(scope, objectType, targetSide)),
    cursor: (objectType, side, name) =>
      look((scope) => readCursor(scope, { objectType, side, name })),
    unsweptLinks: (objectType, side, sweepId, limit) =>
      look((scope) => readUnswept(scope, { objectType, side, sweepId }, limit)),
    countLinks: (objectType) => look((scope) => countLinksOf(scope, objectType)),
    pastWrites: (objectType, places) => look((scope) => readPastWrites(scope, objectType, places)),
  };
}

type Staging =
  | "stage"
  | "stagedPage"
  | "stagedRecords"
  | "clearStaging"
  | "addRunItems"
  | "addMissingRunItems"
  | "addRunSamples"
  | "clearRunItems";

function createStaging(run: Run, look: Run): Pick<SyncStore, Staging> {
  return {
    stage: (objectType, side, records) =>
      run((scope) => stageRecords(scope, { objectType, side }, records)),
    stagedPage: (objectType, side, afterId, limit) =>
      look((scope) => readStagedPage(scope, { objectType, side }, afterId, limit)),
    stagedRecords: (objectType, refs) =>
      look((scope) => readStagedRecords(scope, objectType, refs)),
    clearStaging: () => run((scope) => dropStaging(scope)),
    addRunItems: (runId, items) => run((scope) => saveRunItems(scope.query, runId, items)),
    addMissingRunItems: (runId, objectType, refs) =>
      run((scope) => saveMissingRunItems(scope.query, runId, objectType, refs)),
    addRunSamples: (runId, samples) => run((scope) => saveRunSamples(scope, runId, samples)),
    clearRunItems: (runId) => run((scope) => dropRunItems(scope, runId)),
  };
}
