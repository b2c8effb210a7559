import type { PortalStore } from "../sync/portal-ports.ts";
import type { SettingsTransaction } from "../sync/settings-ports.ts";
import { readCallCounts } from "./call-counts.ts";
import { readConnection, replaceConnection } from "./connections.ts";
import type { Database } from "./db.ts";
import { readDefinitions, readFieldIssues, replaceDefinitions } from "./definitions.ts";
import type { PortalCrypto } from "./encryption.ts";
import { markIssues, readIssueCategories } from "./issue-categories.ts";
import { heedIssues, ignoreIssues } from "./ignored-issues.ts";
import { readLatencies } from "./latencies.ts";
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
import { readActivity, readJournal, readLastWrites } from "./journal.ts";
import { readStanding } from "./record-standing.ts";
import {
  leaseRefusalCheck,
  readPermissionCheck,
  replacePermissionCheck,
} from "./permission-checks.ts";
import type { StoreScope } from "./rows.ts";
import { readSweepResults } from "./sweep-results.ts";
import { countLiveLinks, readLinksAfter } from "./links.ts";
import { readUnpublished, saveShown } from "./published-states.ts";
import { insertDryRun, readDryRun, replaceDryRun } from "./mapping-dry-runs.ts";
import { markNext, readRollout, resumeRollout } from "./rollouts.ts";
import { readRunItems } from "./run-items.ts";
import { readRunSamples } from "./run-samples.ts";
import { dropIdleStaging } from "./staging.ts";
import {
  moveRunState,
  readLatestRun,
  readMayCall,
  readRuns,
  replaceRun,
  startRun,
} from "./runs.ts";

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
    ...createRecords(run),
    ...createSettings(run),
    ...createRollouts(run),
    ...createReports(run),
  };
}

type Settings =
  | "objectSettings"
  | "saveObjectSettings"
  | "changeObjectSettings"
  | "changeTogether"
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
type Records =
  | "issueCategories"
  | "retryIssues"
  | "ignoreIssues"
  | "heedIssues"
  | "standing"
  | "journalOf"
  | "activity"
  | "lastWrites"
  | "unpublishedStates"
  | "saveShownStates";
type Reports =
  | "latestRun"
  | "runs"
  | "createRun"
  | "updateRun"
  | "moveRun"
  | "mayCall"
  | "dropIdleStaging"
  | "runItems"
  | "runSamples"
  | "stateCounts"
  | "latencies"
  | "callCounts"
  | "sweepResults"
  | "listIssues"
  | "reviews"
  | "reviewsNaming"
  | "setDue";

function createAccount(
  run: Run,
  portalId: string,
): Omit<PortalStore, Settings | Rollouts | Records | Reports> {
  return {
    portal: () => run((scope) => readPortal(scope)),
    install: (portal, tokens) => run((scope) => installPortal(scope, { portalId, portal, tokens })),
    changeState: (from, to, reason, userId) =>
      run((scope) => movePortal(scope, { from, to, reason, userId })),
    tokens: () => run((scope) => readTokens(scope, portalId)),
    saveTokens: (tokens) => run((scope) => replaceTokens(scope, portalId, tokens)),
    leaseTokenRefresh: (owner, leaseMs) => run((scope) => leaseRefresh(scope, owner, leaseMs)),
    connection: () => run((scope) => readConnection(scope)),
    saveConnection: (connection) => run((scope) => replaceConnection(scope, connection)),
    permissionCheck: () => run((scope) => readPermissionCheck(scope)),
    savePermissionCheck: (check) => run((scope) => replacePermissionCheck(scope, check)),
    leaseRefusalCheck: (standsForMs) => run((scope) => leaseRefusalCheck(scope, standsForMs)),
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
    changeTogether: (work) => changeTogether(run, work),
    mappingVersions: (objectType, after, limit) =>
      run((scope) => readMappingVersions(scope, objectType, after, limit)),
    definitions: (objectType) => run((scope) => readDefinitions(scope, objectType)),
    saveDefinitions: (objectType, definitions) =>
      run((scope) => replaceDefinitions(scope, objectType, definitions)),
    fieldIssues: (objectType) => run((scope) => readFieldIssues(scope, objectType)),
  };
}

/** Thrown to have a transaction taken back whose work is done. */
class TakenBack extends Error {}

interface TogetherOutcome<Result> {
  readonly isKept: boolean;
  readonly result: Result;
}

async function changeTogether<Result>(
  run: Run,
  work: (settings: SettingsTransaction) => Promise<TogetherOutcome<Result>>,
): Promise<Result> {
  const outcomes: TogetherOutcome<Result>[] = [];
  try {
    await run(async (scope) => {
      const outcome = await work({
        changeObjectSettings: (objectType, change) =>
          changeObjectSettings(scope, objectType, change),
        mappingDryRun: (objectType) => readDryRun(scope, objectType),
      });
      outcomes.push(outcome);
      if (!outcome.isKept) throw new TakenBack();
    });
  } catch (thrown) {
    if (!(thrown instanceof TakenBack)) throw thrown;
  }
  const outcome = outcomes.at(-1);
  if (outcome === undefined) throw new Error("a transaction ended without an outcome");
  return outcome.result;
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

function createRecords(run: Run): Pick<PortalStore, Records> {
  return {
    issueCategories: () => run((scope) => readIssueCategories(scope)),
    retryIssues: (choice, userId) => run((scope) => markIssues(scope, choice, userId)),
    ignoreIssues: (records, userId) => run((scope) => ignoreIssues(scope, records, userId)),
    heedIssues: (records) => run((scope) => heedIssues(scope, records)),
    standing: (objectType, ref) => run((scope) => readStanding(scope, objectType, ref)),
    journalOf: (request) => run((scope) => readJournal(scope, request)),
    activity: (choice, after, limit) => run((scope) => readActivity(scope, choice, after, limit)),
    lastWrites: (objectType, refs) => run((scope) => readLastWrites(scope, objectType, refs)),
    unpublishedStates: (objectTypes, limit) =>
      run((scope) => readUnpublished(scope, objectTypes, limit)),
    saveShownStates: (objectType, shown, gone) =>
      run((scope) => saveShown(scope, objectType, shown, gone)),
  };
}

function createReports(run: Run): Pick<PortalStore, Reports> {
  return {
    latestRun: (kind) => run((scope) => readLatestRun(scope, kind)),
    runs: (after, limit) => run((scope) => readRuns(scope, after, limit)),
    createRun: (start) => run((scope) => startRun(scope, start)),
    updateRun: (runId, change, from) => run((scope) => replaceRun(scope, runId, change, from)),
    moveRun: (runId, from, state, pause) =>
      run((scope) => moveRunState(scope, runId, from, { state, pause })),
    dropIdleStaging: () => run((scope) => dropIdleStaging(scope)),
    mayCall: () => run((scope) => readMayCall(scope)),
    runSamples: (runId) => run((scope) => readRunSamples(scope, runId)),
    runItems: (runId, after, limit) =>
      run((scope) => readRunItems(scope.query, runId, after, limit)),
    stateCounts: () => run((scope) => countStates(scope)),
    latencies: () => run((scope) => readLatencies(scope)),
    callCounts: () => run((scope) => readCallCounts(scope)),
    sweepResults: () => run((scope) => readSweepResults(scope)),
    listIssues: (after, limit, filter = {}) =>
      run((scope) => readIssues(scope, filter, after, limit)),
    reviews: (objectType, after, limit) =>
      run((scope) => readReviews(scope, objectType, after, limit)),
    reviewsNaming: (objectType, refs) => run((scope) => readReviewsNaming(scope, objectType, refs)),
    setDue: (due) => run((scope) => setDueTimes(scope, due)),
  };
}
