import { z } from "zod";

import { pageQuery } from "../contract.ts";
import {
  compatibleReply,
  dryRunReply,
  dryRunRequest,
  fieldsQuery,
  fieldsReply,
  mappingReply,
  mappingRequest,
  previewReply,
  refreshReply,
  resetRequest,
  stageMapReply,
  stageMapRequest,
  valueMapReply,
  valueMapRequest,
  versionsReply,
} from "../contract-mapping.ts";
import { type Endpoint, reads } from "./endpoint.ts";

const MAPPING = "/objects/:objectType/mapping";
const VALUE_MAP = "/objects/:objectType/value-maps/:name";
const STAGE_MAP = "/objects/:objectType/stage-maps/:name";

const MAPS = [
  reads({
    path: VALUE_MAP,
    summary: "A value map with the options of both sides and a suggestion",
    feature: "S5",
    reply: valueMapReply,
  }),
  {
    method: "put",
    path: VALUE_MAP,
    summary: "Change a value map",
    feature: "S5",
    right: "settings",
    audit: "value_map_changed",
    body: valueMapRequest,
    reply: mappingReply,
  },
  reads({
    path: STAGE_MAP,
    summary: "A stage map with the stages of both sides and a suggestion",
    feature: "S14",
    reply: stageMapReply,
  }),
  {
    method: "put",
    path: STAGE_MAP,
    summary: "Change a stage map",
    feature: "S14",
    right: "settings",
    audit: "stage_map_changed",
    body: stageMapRequest,
    reply: mappingReply,
  },
] as const satisfies readonly Endpoint[];

/** Mappings, their versions and maps, and the fields they are made of. */
export const MAPPING_ENDPOINTS = [
  reads({ path: MAPPING, summary: "The mapping as it is", feature: "S3", reply: mappingReply }),
  {
    method: "put",
    path: MAPPING,
    summary: "Change the mapping",
    feature: "S3",
    right: "settings",
    audit: "mapping_changed",
    body: mappingRequest,
    reply: mappingReply,
  },
  {
    method: "post",
    path: `${MAPPING}/reset`,
    summary: "Go back to the mapping that Lockstep starts with",
    feature: "S3",
    right: "settings",
    audit: "mapping_reset",
    body: resetRequest,
    reply: mappingReply,
  },
  {
    method: "post",
    path: `${MAPPING}/preview`,
    summary: "What a change of the mapping amounts to; stores nothing",
    feature: "S3",
    right: null,
    audit: null,
    body: mappingRequest,
    reply: previewReply,
  },
  reads({
    path: `${MAPPING}/versions`,
    summary: "Versions of the mapping, the newest first",
    feature: "S3",
    query: pageQuery,
    reply: versionsReply,
  }),
  {
    method: "post",
    path: `${MAPPING}/dry-run`,
    summary: "Find out what a change of the mapping would write",
    feature: "S3",
    right: "settings",
    audit: "mapping_dry_run_started",
    body: dryRunRequest,
    reply: dryRunReply,
    status: 202,
  },
  reads({
    path: `${MAPPING}/dry-run`,
    summary: "What the change that is being tried would write",
    feature: "S3",
    reply: dryRunReply,
  }),
  {
    method: "post",
    path: `${MAPPING}/rollout/resume`,
    summary: "Let a change that paused go on, however many records it writes to",
    feature: "S24",
    right: "settings",
    audit: "rollout_resumed",
    reply: mappingReply,
  },
  reads({
    path: "/objects/:objectType/fields",
    summary: "Fields of both sides and what goes with what; with a field, what it may be mapped to",
    feature: "S4",
    query: fieldsQuery,
    reply: z.union([fieldsReply, compatibleReply]),
  }),
  {
    method: "post",
    path: "/definitions/refresh",
    summary: "Read fields and options of both systems again",
    feature: "S5",
    right: "settings",
    audit: null,
    reply: refreshReply,
  },
  ...MAPS,
] as const satisfies readonly Endpoint[];
