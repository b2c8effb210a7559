import type { PortalStore } from "../sync/portal-ports.ts";
import { readConnection, replaceConnection } from "./connections.ts";
import type { Database } from "./db.ts";
import { readDefinitions, readFieldIssues, replaceDefinitions } from "./definitions.ts";
import type { PortalCrypto } from "./encryption.ts";
import { countStates, readIssues, readReviews, readReviewsNaming } from "./issue-list.ts";
import {
  changeObjectSettings,
  readMappingVersions,
  readObjectSettings,
  replaceObjectSettings,
} from "./object-settings.ts";
import {
  installPortal,
  leaseRefresh,
  movePortal,
  readPortal,
  readTokens,
  replaceTokens,
  setDueTimes,
} from "./portals.ts";
import type { StoreScope } from "./rows.ts";
import { countLiveLinks, readLinksAfter } from "./links.ts";
import { insertDryRun, readDryRun, replaceDryRun } from "./mapping-dry-runs.ts";
import { markNext, readRollout, resumeRollout } from "./rollouts.ts";
import { readRunItems } from "./run-items.ts";
import { insertRun, readLatestRun, replaceRun } from "./runs.ts";

type Run = <Result>(work: (scope: StoreScope) => Promise<Result>) => Promise<Result>;

/** Keeps everything about one portal that is not the sync itself; each method is one transaction. */
export function createPortalStore(
  database: Database,
  portalId: string,
  crypto: PortalCrypto,
): PortalStore {
  const run: Run = (work) => database.inPortal(portalId, (query) => work({ query, crypto }));
  return {
    ...createAccount(run, portalId),
    ...createSettings(run),
    ...createRollouts(run),
    ...createReports(run),
  };
}

type Settings =
  | "objectSettings"
  | "saveObjectSettings"
  | "changeObjectSettings"
  | "mappingVersions"
  | "definitions"
  | "saveDefinitions"
  | "fieldIssues";
type Rollouts =
  | "rollout"
  | "continueRollout"
  | "resumeRollout"
  | "mappingDryRun"
  | "startMappingDryRun"
  | "updateMappingDryRun"
  | "countLiveLinks"
  | "linksAfter";
type Reports =
  | "latestRun"
  | "createRun"
  | "updateRun"
  | "runItems"
  | "stateCounts"
  | "listIssues"
  | "reviews"
  | "reviewsNaming"
  | "setDue";

function createAccount(
  run: Run,
  portalId: string,
): Omit<PortalStore, Settings | Rollouts | Reports> {
  return {
    portal: () => run((scope) => readPortal(scope)),
    install: (portal, tokens) => run((scope) => installPortal(scope, { portalId, portal, tokens })),
    changeState: (from, to, reason) => run((scope) => movePortal(scope, from, to, reason)),
    tokens: () => run((scope) => readTokens(scope, portalId)),
    saveTokens: (tokens) => run((scope) => replaceTokens(scope, portalId, tokens)),
    leaseTokenRefresh: (owner, leaseMs) => run((scope) => leaseRefresh(scope, owner, leaseMs)),
    connection: () => run((scope) => readConnection(scope)),
    saveConnection: (connection) => run((scope) => replaceConnection(scope, connection)),
  };
}

function createSettings(run: Run): Pick<PortalStore, Settings> {
  return {
    objectSettings: () => run((scope) => readObjectSettings(scope)),
    saveObjectSettings: async (settings) => {
      await run((scope) => replaceObjectSettings(scope, settings));
    },
    changeObjectSettings: (objectType, change) =>
      run((scope) => changeObjectSettings(scope, objectType, change)),
    mappingVersions: (objectType) => run((scope) => readMappingVersions(scope, objectType)),
    definitions: (objectType) => run((scope) => readDefinitions(scope, objectType)),
    saveDefinitions: (objectType, definitions) =>
      run((scope) => replaceDefinitions(scope, objectType, definitions)),
    fieldIssues: (objectType) => run((scope) => readFieldIssues(scope, objectType)),
  };
}

function createRollouts(run: Run): Pick<PortalStore, Rollouts> {
  return {
    rollout: (objectType) => run((scope) => readRollout(scope, objectType)),
    continueRollout: (objectType, settingsVersion, limit) =>
      run((scope) => markNext(scope, objectType, settingsVersion, limit)),
    resumeRollout: (objectType) => run((scope) => resumeRollout(scope, objectType)),
    mappingDryRun: (objectType) => run((scope) => readDryRun(scope, objectType)),
    startMappingDryRun: (objectType, mapping) =>
      run((scope) => insertDryRun(scope, objectType, mapping)),
    updateMappingDryRun: (objectType, dryRun) =>
      run((scope) => replaceDryRun(scope, objectType, dryRun)),
    countLiveLinks: (objectType) => run((scope) => countLiveLinks(scope, objectType)),
    linksAfter: (objectType, linkId, limit) =>
      run((scope) => readLinksAfter(scope, objectType, linkId, limit)),
  };
}

function createReports(run: Run): Pick<PortalStore, Reports> {
  return {
    latestRun: (kind) => run((scope) => readLatestRun(scope, kind)),
    createRun: (kind) => run((scope) => insertRun(scope, kind)),
    updateRun: (runId, change) => run((scope) => replaceRun(scope, runId, change)),
    runItems: (runId, after, limit) =>
      run((scope) => readRunItems(scope.query, runId, after, limit)),
    stateCounts: () => run((scope) => countStates(scope)),
    listIssues: (after, limit) => run((scope) => readIssues(scope, after, limit)),
    reviews: (objectType, after, limit) =>
      run((scope) => readReviews(scope, objectType, after, limit)),
    reviewsNaming: (objectType, refs) => run((scope) => readReviewsNaming(scope, objectType, refs)),
    setDue: (due) => run((scope) => setDueTimes(scope, due)),
  };
}
