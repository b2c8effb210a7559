import path from "node:path";
import { checkResult, writeResult } from "./check-result.ts";
import { readDemoState, saveDemoState } from "./demo-state.ts";
import type { DemoState } from "./demo-state.ts";
import { makeIdentity } from "./environment.ts";
import { DemoError } from "./demo-error.ts";
import { idsOf, readBothSides } from "./evidence.ts";
import type { ByType, Compare, SideIds } from "./evidence.ts";
import type { LockstepApi, Run, RunItem } from "./lockstep-api.ts";
import { readOwnData, writeOwnReport } from "./own-data.ts";
import type { ExportFiles, OwnData } from "./own-data.ts";
import { assertPortsFree } from "./ports.ts";
import type { Screen } from "./screen.ts";
import { readSettings } from "./settings.ts";
import type { DemoSettings } from "./settings.ts";
import { ensureConfigured, ensureInstalled, fillStandIns, openApi } from "./set-up.ts";
import { startStack } from "./stack.ts";
import type { Stack } from "./stack.ts";
import { countItems, describeCounts, describeDifferences, describeItems } from "./summary.ts";
import { watchRun } from "./watch-run.ts";

/** How a demo is asked for. */
export interface DemoOptions {
  /** Ends after the first sync, with a verdict. */
  isOnce: boolean;
  /** A person's own exports instead of the sample. */
  files: ExportFiles | null;
  env: NodeJS.ProcessEnv;
  /** Where `report.csv` goes. */
  workingFolder: string;
  screen: Screen;
  /** Aborted when the demo shall end. */
  signal: AbortSignal;
  compare: Compare;
}

/** Where this kind of demo keeps its things. */
interface Place {
  database: string;
  folder: string;
  /** Begins anew at every start. */
  isFresh: boolean;
}

/** A demo under way. */
interface Demo {
  options: DemoOptions;
  settings: DemoSettings;
  place: Place;
  state: DemoState;
  own: OwnData | null;
  stack: Stack;
  startedAt: number;
}

const COMPARE_PATIENCE_MS = 10_000;

function choosePlace(options: DemoOptions, { dataDir }: DemoSettings): Place {
  if (options.files !== null) {
    return { database: "lockstep_own", folder: path.join(dataDir, "own-data"), isFresh: true };
  }
  return options.isOnce
    ? { database: "lockstep_once", folder: path.join(dataDir, "once"), isFresh: true }
    : { database: "lockstep_demo", folder: path.join(dataDir, "demo"), isFresh: false };
}

/**
 * Runs the demo: everything on one machine, from an empty database to both systems in sync.
 *
 * @returns the status to exit with
 * @throws DemoError - for what a person can put right; nothing runs any more then
 */
export async function runDemo(options: DemoOptions): Promise<number> {
  const startedAt = performance.now();
  const settings = readSettings(options.env);
  const own = options.files === null ? null : readOwnData(options.files);
  await assertPortsFree(settings.ports);
  const place = choosePlace(options, settings);
  const fresh: DemoState = { identity: makeIdentity(), isLoaded: false, portalId: null };
  const state = place.isFresh ? fresh : await readDemoState(place.folder);
  const { screen, signal } = options;
  for (const note of own?.notes ?? []) screen.line(`Note: ${note}`);
  screen.line("Starting PostgreSQL, the stand-ins for HubSpot and ConnectWise, and the server ...");
  const stack = await startStack({
    ports: settings.ports,
    postgresDir: path.join(settings.dataDir, "postgres"),
    ...place,
    identity: state.identity,
    signal,
  });
  try {
    return await play({ options, settings, place, state, own, stack, startedAt });
  } catch (error) {
    throw addLog(error, stack);
  } finally {
    screen.endProgress();
    await stack.stop();
  }
}

function addLog(error: unknown, { logFiles }: Stack): unknown {
  if (!(error instanceof DemoError) || error.message.includes(logFiles.server)) return error;
  return new DemoError(`${error.message}\nThe server's log: ${logFiles.server}`, { cause: error });
}

async function play(demo: Demo): Promise<number> {
  const { options, stack } = demo;
  const { screen } = options;
  const portalId = await prepare(demo);
  const previewUrl = options.isOnce ? null : await startPreview(demo, portalId);
  const api = openApi(stack, portalId);
  const before = idsOf(await readBothSides(stack));
  const overview = await ensureConfigured(stack, api);
  let planned: readonly RunItem[] | null = null;
  if (overview.state === "configured") {
    screen.line(`Installed in HubSpot account ${portalId}; connected to ${stack.connectwise.url}.`);
    planned = await dryRun(demo, api);
    await api.start("first-sync");
  }
  const run = await watch(demo, api, "first-sync");
  const items = await api.runItems(run.runId);
  screen.line();
  screen.line("First sync:");
  for (const line of describeItems(items)) screen.line(line);
  if (options.files !== null) {
    screen.line(`\nReport: ${writeOwnReport(items, options.workingFolder)}`);
  }
  if (options.isOnce) return conclude(demo, { api, items, before, planned });
  await keepRunning(demo, previewUrl);
  return 0;
}

async function prepare({ options, place, state, own, stack }: Demo): Promise<string> {
  const save = async (change: Partial<DemoState>): Promise<void> => {
    Object.assign(state, change);
    if (!place.isFresh) await saveDemoState(place.folder, state);
  };
  if (!state.isLoaded) {
    await save({}); // the database's secrets open only with these keys, whatever comes next
    await fillStandIns(
      stack,
      own === null ? { kind: "sample" } : { kind: "given", dataset: own.dataset },
    );
    await save({ isLoaded: true });
  }
  options.signal.throwIfAborted();
  const portalId = await ensureInstalled(stack, state.portalId);
  await save({ portalId });
  return portalId;
}

/** HubSpot's screens are there from the install on: the first sync can be watched in them. */
async function startPreview({ options, settings, stack }: Demo, portalId: string): Promise<string> {
  const url = await stack.startPreview(portalId, path.join(settings.dataDir, "preview"));
  options.screen.line(`HubSpot's screens, with Lockstep in them: ${url}`);
  return url;
}

function watch({ options, stack }: Demo, api: LockstepApi, kind: Run["kind"]): Promise<Run> {
  const { screen, signal } = options;
  return watchRun(api, kind, { screen, signal, failed: () => stack.failed() });
}

/** @returns what the first sync would do with each record */
async function dryRun(demo: Demo, api: LockstepApi): Promise<readonly RunItem[]> {
  const { screen } = demo.options;
  await api.start("dry-run");
  const run = await watch(demo, api, "dry-run");
  screen.line("Dry run, nothing written yet; a first sync would give:");
  const items = await api.runItems(run.runId);
  for (const line of describeCounts(items)) screen.line(line);
  return items;
}

/** What a result rests on. */
interface Outcome {
  readonly api: LockstepApi;
  readonly items: RunItem[];
  /** Ids of both systems' records from before the first sync. */
  readonly before: ByType<SideIds>;
  /** What the dry run said; null when it was made in an earlier start. */
  readonly planned: readonly RunItem[] | null;
}

async function conclude(demo: Demo, { api, items, before, planned }: Outcome): Promise<number> {
  const { options, settings, stack, startedAt } = demo;
  const { screen, compare, signal } = options;
  const checked = await checkResult({
    stack,
    api,
    items,
    before,
    compare,
    signal,
    patienceMs: COMPARE_PATIENCE_MS,
  });
  const [hubspot, connectwise] = await Promise.all([
    stack.hubspot.requests(),
    stack.connectwise.requests(),
  ]);
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
  const problems = [
    ...(planned === null ? [] : describeDifferences(planned, items)),
    ...checked.problems,
  ];
  const isOk = problems.length === 0;
  const file = await writeResult(settings.dataDir, {
    ok: isOk,
    finishedAt: new Date().toISOString(),
    seconds,
    counts: countItems(items),
    problems,
    ...checked.extras,
    requests: { hubspot, connectwise },
  });
  screen.line();
  for (const problem of problems.slice(0, 20)) screen.line(`  ! ${problem}`);
  screen.line(
    isOk
      ? `Both systems agree, or the reason is known, after ${seconds} s. Result: ${file}`
      : `${problems.length} differences that nothing explains. Result: ${file}`,
  );
  return isOk ? 0 : 1;
}

async function keepRunning({ options, stack }: Demo, previewUrl: string | null): Promise<void> {
  const { screen, signal } = options;
  const edit = "/_control/edit";
  screen.line(`
Everything runs. Changes now move between both systems within seconds.
  HubSpot's screens     ${previewUrl}        (Lockstep's settings page and record cards)
  Lockstep              ${stack.publicUrl}
  HubSpot stand-in      ${stack.hubspot.url}        (a person's edit: POST ${edit})
  ConnectWise stand-in  ${stack.connectwise.url}        (the same)
  Logs                  ${path.dirname(stack.logFiles.server)}
Ctrl+C stops everything.`);
  const stopped = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
  const failure = await Promise.race([stopped, stack.failed()]);
  if (failure !== undefined) throw new DemoError(`Unexpectedly ${failure}.`);
}
