import { z } from "zod";

import { pageQuery } from "../contract.ts";
import { downloadReply, downloadRequest } from "../contract-downloads.ts";
import {
  accessReply,
  accessRequest,
  auditReply,
  draftReply,
  draftRequest,
  usersReply,
} from "../contract-people.ts";
import { type Endpoint, reads } from "./endpoint.ts";

const DRAFT = "/drafts/:key";

/** Who may do what, what was done, and what people have begun. */
export const PEOPLE_ENDPOINTS = [
  reads({
    path: "/access",
    summary: "Who may change settings and who may act on records",
    feature: "access",
    reply: accessReply,
  }),
  {
    method: "put",
    path: "/access",
    summary: "Change who may do what",
    feature: "access",
    right: "settings",
    audit: "access_changed",
    body: accessRequest,
    reply: accessReply,
  },
  {
    ...reads({
      path: "/access/users",
      summary: "People of the portal who may be allowed something, read from HubSpot now",
      feature: "access",
      reply: usersReply,
    }),
    right: "settings",
  },
  {
    ...reads({
      path: "/audit",
      summary: "What was changed by whom, the newest first",
      feature: "access",
      query: pageQuery,
      reply: auditReply,
    }),
    right: "settings",
  },
  reads({
    path: DRAFT,
    summary: "What the caller has begun and not saved yet",
    feature: "access",
    reply: draftReply,
  }),
  {
    method: "put",
    path: DRAFT,
    summary: "Keep what the caller has begun, for 30 days",
    feature: "access",
    right: null,
    audit: null,
    body: draftRequest,
    reply: draftReply,
  },
  {
    method: "delete",
    path: DRAFT,
    summary: "Forget a draft",
    feature: "access",
    right: null,
    audit: null,
    reply: z.object({}),
  },
  {
    method: "post",
    path: "/downloads",
    summary: "Make a link to a CSV file that works for five minutes",
    feature: "S21",
    right: null,
    audit: "download_made",
    body: downloadRequest,
    reply: downloadReply,
  },
] as const satisfies readonly Endpoint[];
