import {
  filterFieldsReply,
  filtersReply,
  filtersRequest,
  filterTestReply,
  filterTestRequest,
} from "../contract-filters.ts";
import { policyReply, policyRequest } from "../contract-policy.ts";
import { type Endpoint, reads } from "./endpoint.ts";

const POLICY = "/objects/:objectType/policy";
const FILTERS = "/objects/:objectType/filters";

/** What of an object type is synced, and how. */
export const OBJECT_ENDPOINTS = [
  reads({ path: POLICY, summary: "How an object is synced", feature: "S2", reply: policyReply }),
  {
    method: "put",
    path: POLICY,
    summary: "Change how an object is synced",
    feature: "S2",
    right: "settings",
    audit: "policy_changed",
    body: policyRequest,
    reply: policyReply,
  },
  reads({
    path: FILTERS,
    summary: "Which records are synced",
    feature: "S11",
    reply: filtersReply,
  }),
  {
    method: "put",
    path: FILTERS,
    summary: "Change which records are synced",
    feature: "S11",
    right: "settings",
    audit: "filters_changed",
    body: filtersRequest,
    reply: filtersReply,
  },
  reads({
    path: `${FILTERS}/fields`,
    summary: "Fields that a filter can be made of",
    feature: "S11",
    reply: filterFieldsReply,
  }),
  {
    method: "post",
    path: `${FILTERS}/test`,
    summary: "Try a filter out: counts and examples",
    feature: "S11",
    right: null,
    audit: null,
    body: filterTestRequest,
    reply: filterTestReply,
  },
] as const satisfies readonly Endpoint[];
