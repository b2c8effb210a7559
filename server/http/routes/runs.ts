import { Router } from "express";
import type { z } from "zod";

import { estimateRun } from "../../sync/estimate.ts";
import type { LinkTo } from "../../sync/deep-links.ts";
import type { Side } from "../../sync/model.ts";
import type { Run } from "../../sync/run-ports.ts";
import type { RunSample } from "../../sync/store-ports.ts";
import { cancelRun, pauseRun, resumeRun, type RunControl } from "../../usecases/control-run.ts";
import { nameOfSample } from "../../usecases/name-records.ts";
import type { RunContext } from "../../usecases/run-position.ts";
import { skipFirstSync, startFirstSync } from "../../usecases/start-first-sync.ts";
import { startRun } from "../../usecases/start-run.ts";
import { pageQuery } from "../contract.ts";
import {
  runItemsReply,
  runKind,
  runReply,
  runSamplesReply,
  runVerb,
  skipReply,
} from "../contract-runs.ts";
import { HttpError } from "../middleware/errors.ts";
import { callerOf } from "../middleware/hubspot-signature.ts";
import { readPage } from "../pages.ts";
import type { Alarm, PortalAccess } from "../portal-access.ts";
import { linksIn, readQuery, toTime } from "../requests.ts";

/** What the routes of runs need besides the caller's portal. */
export interface RunParts {
  readonly alarm: Alarm;
  readonly now: () => number;
}

const CONTROLS: Readonly<Record<z.output<typeof runVerb>, RunControl>> = {
  pause: pauseRun,
  resume: resumeRun,
  cancel: cancelRun,
};

/** Dry runs and first syncs: start, watch, pause, resume, cancel, skip, and what they found. */
export function createRunsRouter(parts: RunParts): Router {
  const router = Router();
  addStarts(router, parts);
  router.post("/runs/:kind/:verb", async (request, response) => {
    const kind = kindIn(request.params.kind);
    const verb = runVerb.safeParse(request.params.verb);
    if (!verb.success) {
      throw new HttpError(404, "unknown_route", "Nothing like that can be done.", {
        field: "verb",
        remedy: `Use ${runVerb.options.join(", ")}.`,
      });
    }
    const { portal: access } = callerOf(response);
    const run = await CONTROLS[verb.data](access.portal, kind);
    await parts.alarm.wakeBulk(access.portalId);
    response.json(runReply.parse(presentRun(run)));
  });
  router.get("/runs/:kind", async (request, response) => {
    const run = await callerOf(response).portal.portal.latestRun(kindIn(request.params.kind));
    if (run === null) {
      throw new HttpError(404, "no_run", "No such run was started yet.", {
        remedy: "Start one first.",
      });
    }
    response.json(runReply.parse(presentRun(run)));
  });
  router.get("/runs/:runId/items", async (request, response) => {
    const { after, limit } = readQuery(request, pageQuery);
    const { portal } = callerOf(response).portal;
    const { runId } = request.params;
    const page = await readPage(limit, (size) => portal.runItems(runId, after ?? null, size));
    response.json(runItemsReply.parse(page));
  });
  router.get("/runs/:runId/samples", async (request, response) => {
    const { portal: access } = callerOf(response);
    const samples = await access.portal.runSamples(request.params.runId);
    const linkTo = await linksIn(access);
    const shown = samples.map((sample) => presentSample(access, sample, linkTo));
    response.json(runSamplesReply.parse({ samples: shown }));
  });
  return router;
}

function presentSample({ connect }: PortalAccess, sample: RunSample, linkTo: LinkTo): object {
  const { objectType, hubspotId, connectwiseId } = sample;
  const definition = connect.definitions.find((one) => one.objectType === objectType);
  const urlOn = (side: Side, id: string | null): string | null =>
    id === null ? null : linkTo(objectType, { side, id });
  return {
    ...sample,
    name: definition === undefined ? null : nameOfSample(definition, sample),
    hubspotUrl: urlOn("hubspot", hubspotId),
    connectwiseUrl: urlOn("connectwise", connectwiseId),
  };
}

function addStarts(router: Router, parts: RunParts): void {
  const starts = [
    ["/dry-runs", "dry-run", (context: RunContext) => startRun(context, "dry-run")],
    ["/first-syncs", "first-sync", startFirstSync],
  ] as const;
  for (const [path, kind, start] of starts) {
    router.post(path, async (_request, response) => {
      const run = await startOnce(callerOf(response).portal, { kind, start }, parts);
      response.status(202).json(runReply.parse(presentRun(run)));
    });
  }
  router.post("/first-syncs/skip", async (_request, response) => {
    const { portal: access } = callerOf(response);
    await skipFirstSync(await access.runContext());
    await parts.alarm.wakeNow(access.portalId);
    response.json(skipReply.parse({ state: (await access.portal.portal())?.state ?? "erased" }));
  });
}

function kindIn(text: string): Run["kind"] {
  const kind = runKind.safeParse(text);
  if (kind.success) return kind.data;
  throw new HttpError(404, "unknown_route", "There is no such kind of run.", {
    field: "kind",
    remedy: `Use ${runKind.options.join(" or ")}.`,
  });
}

/** HubSpot sends a request again after a broken connection; within this time it means the same run. */
const REPEAT_MS = 15_000;

async function startOnce(
  access: PortalAccess,
  { kind, start }: { kind: Run["kind"]; start: (context: RunContext) => Promise<Run> },
  parts: RunParts,
): Promise<Run> {
  const latest = await access.portal.latestRun(kind);
  if (latest?.state === "running") return latest;
  const isNew = latest !== null && parts.now() - latest.startedAt < REPEAT_MS;
  if (isNew && (latest.state === "done" || latest.state === "paused")) return latest;
  const run = await start(await access.runContext());
  await parts.alarm.wakeBulk(access.portalId);
  return run;
}

/** A run as replies have it. */
export function presentRun(run: Run | null): z.input<typeof runReply> | null {
  if (run === null) return null;
  const { runId, kind, state, phase, done, total, counts, pause, error } = run;
  return {
    runId,
    kind,
    state,
    phase,
    done,
    total,
    counts,
    objects: run.objectCounts,
    estimate: estimateRun(run),
    pause: pause === null ? null : { ...pause, differences: [...pause.differences] },
    error,
    startedAt: toTime(run.startedAt),
    finishedAt: toTime(run.finishedAt),
  };
}
