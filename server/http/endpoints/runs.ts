import { activityQuery, activityReply, runsReply } from "../contract-activity.ts";
import { pageQuery } from "../contract.ts";
import { runItemsReply, runReply, runSamplesReply, skipReply } from "../contract-runs.ts";
import { type Endpoint, reads } from "./endpoint.ts";

/** Dry runs and first syncs, and what was done. */
export const RUN_ENDPOINTS = [
  reads({
    path: "/activity",
    summary: "What Lockstep did, the newest first",
    feature: "S23",
    query: activityQuery,
    reply: activityReply,
  }),
  reads({
    path: "/runs",
    summary: "Dry runs and first syncs, the newest first",
    feature: "S16",
    query: pageQuery,
    reply: runsReply,
  }),
  {
    method: "post",
    path: "/dry-runs",
    summary: "Start a dry run of the first sync",
    feature: "S16",
    right: "settings",
    audit: "dry_run_started",
    reply: runReply,
    status: 202,
  },
  {
    method: "post",
    path: "/first-syncs",
    summary: "Start the first sync",
    feature: "S16",
    right: "settings",
    audit: "first_sync_started",
    reply: runReply,
    status: 202,
  },
  {
    method: "post",
    path: "/first-syncs/skip",
    summary: "Go on without a first sync: what is there is matched when it changes",
    feature: "S16",
    right: "settings",
    audit: "first_sync_skipped",
    reply: skipReply,
  },
  {
    method: "post",
    path: "/runs/:kind/:verb",
    summary: "Pause, resume or cancel the newest run of a kind",
    feature: "S16",
    right: "settings",
    audit: "run_steered",
    reply: runReply,
  },
  reads({
    path: "/runs/:kind",
    summary: "The newest run of a kind",
    feature: "S16",
    reply: runReply,
  }),
  reads({
    path: "/runs/:runId/items",
    summary: "What a run did, or would do, with each record",
    feature: "S16",
    query: pageQuery,
    reply: runItemsReply,
  }),
  reads({
    path: "/runs/:runId/samples",
    summary: "Some records of a dry run, with their values before and after",
    feature: "S16",
    reply: runSamplesReply,
  }),
] as const satisfies readonly Endpoint[];
