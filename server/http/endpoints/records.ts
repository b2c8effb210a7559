import { z } from "zod";

import {
  createRequest,
  linkReply,
  linkRequest,
  namesQuery,
  namesReply,
  reviewsQuery,
  reviewsReply,
  searchQuery,
  searchReply,
  unlinkReply,
  unlinkRequest,
} from "../contract-matching.ts";
import { cardReply } from "../contract-card.ts";
import { explainReply } from "../contract-explain.ts";
import { decideRequest, syncQuery, syncReply, syncRequest } from "../contract-records.ts";
import { type Endpoint, reads } from "./endpoint.ts";

/** What people do with single records. */
export const RECORD_ENDPOINTS = [
  reads({
    path: "/objects/:objectType/reviews",
    summary: "Records that a person has to match",
    feature: "S8",
    query: reviewsQuery,
    reply: reviewsReply,
  }),
  reads({
    path: "/objects/:objectType/search",
    summary: "Records of one system that hold what a person typed, to link them by hand",
    feature: "S8",
    query: searchQuery,
    reply: searchReply,
  }),
  reads({
    path: "/objects/:objectType/names",
    summary: "What records of one system are called at this moment",
    feature: "S21",
    query: namesQuery,
    reply: namesReply,
  }),
  {
    method: "post",
    path: "/records/link",
    summary: "Say that two records are the same",
    feature: "S8",
    right: "records",
    audit: "linked",
    body: linkRequest,
    reply: linkReply,
  },
  {
    method: "post",
    path: "/records/unlink",
    summary: "Say that two linked records are not the same",
    feature: "S8",
    right: "records",
    audit: "unlinked",
    body: unlinkRequest,
    reply: unlinkReply,
  },
  {
    method: "post",
    path: "/records/create-anyway",
    summary: "Say that a record in review gets a counterpart of its own",
    feature: "S8",
    right: "records",
    audit: "created_anyway",
    body: createRequest,
    reply: z.object({}),
    status: 202,
  },
  {
    method: "post",
    path: "/records/sync",
    summary: "Sync one record now, and say what happened field by field",
    feature: "S18",
    right: "records",
    audit: "synced_now",
    body: syncRequest,
    reply: syncReply,
    status: "200 or 202",
  },
  {
    method: "post",
    path: "/records/decide",
    summary: "Decide conflicts that wait for a person, and sync the record now",
    feature: "S6",
    right: "records",
    audit: "conflicts_decided",
    body: decideRequest,
    secrets: ["seen"],
    reply: syncReply,
    status: "200 or 202",
  },
  reads({
    path: "/records/:objectType/:side/:recordId/sync",
    summary: "How a record stands, and what was written to it since a moment",
    feature: "S18",
    query: syncQuery,
    reply: syncReply,
  }),
  reads({
    path: "/records/:objectType/:side/:recordId/explain",
    summary: "Why a record is in sync, or is not, evaluated now",
    feature: "S22",
    reply: explainReply,
  }),
  reads({
    path: "/records/:objectType/:side/:recordId/card",
    summary: "All that a record's card shows, both records read now",
    feature: "S22",
    reply: cardReply,
  }),
] as const satisfies readonly Endpoint[];
