import path from "node:path";
import type { Page } from "playwright-core";
import { makeIdentity } from "../demo/environment.ts";
import type { ConnectwiseRecord, HubspotRecord } from "../demo/evidence.ts";
import type { LockstepApi } from "../demo/lockstep-api.ts";
import { createScreen } from "../demo/screen.ts";
import type { Screen } from "../demo/screen.ts";
import { assertPortsFree } from "../demo/ports.ts";
import { ensureInstalled, fillStandIns, openApi } from "../demo/set-up.ts";
import type { DemoSettings } from "../demo/settings.ts";
import { startStack } from "../demo/stack.ts";
import type { Stack } from "../demo/stack.ts";
import { PORTAL_TIME_ZONE } from "../data/portal.ts";
import { launchChromium } from "../shared/chromium.ts";
import { openCalls } from "./api.ts";
import type { CallApi } from "./api.ts";
import { createCamera } from "./camera.ts";
import type { Camera } from "./camera.ts";
import { beginOf } from "./rules/moments.ts";
import type { Reader } from "./rules/moments.ts";
import { createSurveyor } from "./surveyor.ts";

/** What every scene plays on: a whole Lockstep, and a browser that looks at it. */
export interface Stage {
  stack: Stack;
  portalId: string;
  api: LockstepApi;
  /** Routes that the demo's own client does not have. */
  call: CallApi;
  page: Page;
  /** Where a person finds ConnectWise; spoken to without TLS, which the address has to say. */
  siteUrl: string;
  /** Shows how far runs are. */
  screen: Screen;
  /** Address of HubSpot's screens. */
  screensUrl: string;
  camera: Camera;
  reader: Reader;
}

/** What a stage is made of. */
export interface StageOptions {
  settings: DemoSettings;
  /** Where pictures go. */
  folder: string;
  say: (line: string) => void;
  signal: AbortSignal;
}

/** A machine that is busy may take its time. */
const PATIENCE_MS = 240_000;

const POLL_SECONDS = "600";

/** Far from the server's UTC and from the portal's own zone, so that a wrong zone is seen. */
const READER: Reader = { locale: "en-GB", timeZone: "Australia/Sydney" };

/**
 * Starts a fresh Lockstep with the sample in both stand-ins, installed and not connected yet, gives it
 * to the play, and stops everything afterwards.
 */
export async function withStage(
  options: StageOptions,
  play: (stage: Stage) => Promise<void>,
): Promise<Camera> {
  const { settings, signal } = options;
  await assertPortsFree(settings.ports);
  // As a person would call it: the underscore of the demo's own would pass for a code.
  const identity = makeIdentity();
  identity.connectwise.companyId = "lockstepdemo";
  const stack = await startStack({
    ports: settings.ports,
    postgresDir: path.join(settings.dataDir, "postgres"),
    database: "lockstep_screenshots",
    folder: path.join(settings.dataDir, "screenshots-logs"),
    isFresh: true,
    keepsState: false,
    identity,
    // What is not announced stays as it is while pictures are taken.
    serverEnv: { ALLOWED_PRIVATE_HOSTS: siteHost(settings), POLL_SECONDS },
    signal,
  });
  try {
    return await playOn(stack, options, play);
  } finally {
    await stack.stop();
  }
}

/** A name is nicer to look at than an address. */
function siteHost({ ports }: DemoSettings): string {
  return `localhost:${ports.connectwise}`;
}

async function playOn(
  stack: Stack,
  { settings, folder, say, signal }: StageOptions,
  play: (stage: Stage) => Promise<void>,
): Promise<Camera> {
  await fillStandIns(stack, { kind: "sample" });
  const portalId = await ensureInstalled(stack, null);
  const screensUrl = await stack.startPreview(portalId, path.join(settings.dataDir, "preview"));
  const survey = await createSurveyor();
  const browser = await launchChromium();
  const close = (): void => void browser.close();
  signal.addEventListener("abort", close, { once: true });
  try {
    const page = await openPage(browser, READER);
    const moments = await readMoments(stack);
    const camera = await createCamera({ page, survey, reader: READER, moments, folder, say });
    const api = openApi(stack, portalId);
    const call = openCalls(stack, portalId);
    const screen = createScreen(process.stdout);
    const siteUrl = `http://${siteHost(settings)}`;
    await play({
      stack,
      portalId,
      api,
      call,
      page,
      siteUrl,
      screen,
      screensUrl,
      camera,
      reader: READER,
    });
    return camera;
  } finally {
    signal.removeEventListener("abort", close);
    await browser.close();
  }
}

/** The moments in the sample's records, to the minute: HubSpot has a close date with its time. */
async function readMoments({ hubspot, connectwise }: Stack): Promise<ReadonlySet<number>> {
  const deals = await hubspot.records<HubspotRecord>("deal");
  const times = deals.map(({ properties }) => Date.parse(properties["closedate"] ?? ""));
  // A day of ConnectWise's becomes a moment in HubSpot: the begin of that day in the portal.
  const sales = await connectwise.records<ConnectwiseRecord>("deal");
  const days = sales.map(({ expectedCloseDate }) =>
    beginOf(String(expectedCloseDate), PORTAL_TIME_ZONE),
  );
  // A deal that is closed now is closed today, wherever that is a day already.
  const today = [0, 1].map((later) => new Date(Date.now() + later * 86_400_000).toISOString());
  days.push(...today.map((day) => beginOf(day, PORTAL_TIME_ZONE)));
  return new Set([...times, ...days].map((time) => Math.floor(time / 60_000) * 60_000));
}

async function openPage(
  browser: Awaited<ReturnType<typeof launchChromium>>,
  { locale, timeZone }: Reader,
): Promise<Page> {
  const page = await browser.newPage({ locale, timezoneId: timeZone, reducedMotion: "reduce" });
  page.setDefaultTimeout(PATIENCE_MS);
  return page;
}
