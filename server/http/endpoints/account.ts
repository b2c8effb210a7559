import {
  connectionReply,
  connectionRequest,
  issuesReply,
  overviewReply,
  pageQuery,
  portalReply,
} from "../contract.ts";
import {
  configuration,
  configurationPreviewReply,
  configurationReply,
  configurationRequest,
  previewRequest,
} from "../contract-configuration.ts";
import { categoriesReply, retryReply, retryRequest } from "../contract-issues.ts";
import { syncHealthReply } from "../contract-health.ts";
import { permissionsReply } from "../contract-permissions.ts";
import { type Endpoint, reads } from "./endpoint.ts";

/** The portal as a whole: its connection, its issues, what it is allowed, its configuration. */
export const ACCOUNT_ENDPOINTS = [
  reads({
    path: "/overview",
    summary: "State of the portal, its connection, its objects and runs",
    feature: "S17",
    reply: overviewReply,
  }),
  {
    method: "post",
    path: "/portal/pause",
    summary: "Pause the sync; changes are remembered meanwhile",
    feature: "S17",
    right: "settings",
    audit: "sync_paused",
    reply: portalReply,
  },
  {
    method: "post",
    path: "/portal/resume",
    summary: "Let a sync go on that was paused or has stopped by itself",
    feature: "S17",
    right: "settings",
    audit: "sync_resumed",
    reply: portalReply,
  },
  reads({
    path: "/sync-health",
    summary:
      "How fast changes arrive, what the last full comparison found, and how many calls were made",
    feature: "S17",
    reply: syncHealthReply,
  }),
  {
    method: "post",
    path: "/connection",
    summary: "Test ConnectWise's keys and connect",
    feature: "S27",
    right: "settings",
    audit: "connected",
    body: connectionRequest,
    secrets: ["publicKey", "privateKey"],
    reply: connectionReply,
  },
  reads({
    path: "/issues",
    summary: "Records that need somebody, and options that mean nothing on the other side",
    feature: "S21",
    query: pageQuery,
    reply: issuesReply,
  }),
  reads({
    path: "/issues/categories",
    summary: "What needs somebody, by kind, with a remedy",
    feature: "S21",
    reply: categoriesReply,
  }),
  {
    method: "post",
    path: "/issues/retry",
    summary: "Try records again that need somebody",
    feature: "S21",
    right: "records",
    audit: "issues_retried",
    body: retryRequest,
    reply: retryReply,
    status: 202,
  },
  reads({
    path: "/permissions",
    summary: "What Lockstep was found to be allowed in both systems",
    feature: "S25",
    reply: permissionsReply,
  }),
  {
    method: "post",
    path: "/permissions/check",
    summary: "Find out what Lockstep is allowed in both systems",
    feature: "S25",
    right: "settings",
    audit: "permissions_checked",
    reply: permissionsReply,
  },
  reads({
    path: "/configuration",
    summary: "The whole configuration, in names",
    feature: "S33",
    reply: configuration,
  }),
  {
    method: "post",
    path: "/configuration/preview",
    summary: "What an import of a configuration would change",
    feature: "S33",
    right: null,
    audit: null,
    body: previewRequest,
    reply: configurationPreviewReply,
  },
  {
    method: "put",
    path: "/configuration",
    summary: "Import a configuration, all of it or nothing",
    feature: "S33",
    right: "settings",
    audit: "configuration_imported",
    body: configurationRequest,
    reply: configurationReply,
  },
] as const satisfies readonly Endpoint[];
