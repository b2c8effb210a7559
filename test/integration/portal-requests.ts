import type { Known } from "./portal-world.ts";

/** A request of somebody of the second portal, wherever possible about something of the first. */
export interface StrangeRequest {
  readonly method: string;
  readonly path: string;
  readonly body: object | undefined;
  /** What the second portal is answered. */
  readonly status: number;
  /** Whether the same request of the first portal is answered with something of that portal's own. */
  readonly isTelling: boolean;
}

type Asked = readonly [method: string, path: string, body?: object | null, status?: number];

/** Its answer says the same in both portals, or the request changes something. */
const plain = (...[method, path, body, status = 200]: Asked): StrangeRequest => ({
  method,
  path,
  body: body ?? undefined,
  status,
  isTelling: false,
});

const telling = (...asked: Asked): StrangeRequest => ({ ...plain(...asked), isTelling: true });

const MAPPING = "/objects/company/mapping";
const FILTERS = "/objects/company/filters";

/** Who may do what in the second portal: one user for each right. */
export const ACCESS = {
  members: [
    { userId: "71000", email: null, rights: ["settings", "records"] },
    { userId: "71003", email: null, rights: ["records"] },
    { userId: "71004", email: null, rights: ["settings"] },
  ],
};

const MAP = { toHubspot: {}, toConnectwise: {} };

/** What the requests name: things of the first portal, and settings of the second one. */
export interface Named {
  readonly first: Known;
  readonly second: Pick<Known, "configuration">;
  /** Where the second portal's ConnectWise is, and its keys. */
  readonly connection: object;
}

/** Requests to every endpoint. */
export function strangeRequests(named: Named): readonly StrangeRequest[] {
  return [...portalRequests(named), ...objectRequests(named), ...recordRequests(named)];
}

/** What of the first portal the second one's requests name: answers may repeat it, and the audit log does. */
export function namedIn({ company, inReview, runs, property }: Known): readonly string[] {
  return [company.hubspotId, company.connectwiseId, inReview, runs.dryRun, property];
}

function portalRequests({ first, second, connection }: Named): readonly StrangeRequest[] {
  const { configuration } = second;
  return [
    telling("get", "/overview"),
    plain("post", "/portal/pause"),
    plain("post", "/portal/resume"),
    plain("get", "/sync-health"),
    plain("post", "/connection", connection),
    plain("get", "/permissions"),
    plain("post", "/permissions/check"),
    telling("get", "/configuration"),
    plain("post", "/configuration/preview", { configuration }),
    plain("put", "/configuration", { configuration }),
    telling("get", "/access"),
    plain("put", "/access", ACCESS),
    plain("get", "/access/users"),
    telling("get", "/audit"),
    telling("get", "/drafts/objects"),
    plain("put", "/drafts/objects", { draft: { note: "another" } }),
    plain("delete", "/drafts/objects"),
    plain("post", "/downloads", { kind: "run", runId: first.runs.dryRun }, 404),
    plain("post", "/dry-runs", null, 409),
    plain("post", "/first-syncs", null, 409),
    plain("post", "/first-syncs/skip"),
    plain("post", "/runs/first-sync/pause", null, 409),
    telling("get", "/runs"),
    telling("get", "/runs/first-sync"),
    telling("get", `/runs/${first.runs.dryRun}/items`, null, 404),
    telling("get", `/runs/${first.runs.dryRun}/samples`, null, 404),
  ];
}

function objectRequests({ first: { property } }: Named): readonly StrangeRequest[] {
  const rows = [{ hubspot: property, connectwise: "customFields/19", direction: "both" }];
  // In both portals there is one; the other one's must not be among what is found.
  const conditions = [{ path: "name", operator: "contains", values: ["Foods"] }];
  const filter = { groups: [{ conditions }] };
  return [
    telling("get", "/objects/contact/policy"),
    plain("put", "/objects/company/policy", { firstLinkRule: "hubspot" }),
    telling("get", FILTERS),
    plain("put", "/objects/contact/filters", { connectwise: null }),
    telling("get", `${FILTERS}/fields`),
    telling("post", `${FILTERS}/test`, { side: "hubspot", filter }),
    telling("get", MAPPING),
    plain("put", MAPPING, { rows }, 422),
    plain("post", "/objects/deal/mapping/reset", {}),
    plain("post", `${MAPPING}/preview`, { rows }, 422),
    telling("get", `${MAPPING}/versions`),
    plain("post", `${MAPPING}/dry-run`, { rows }, 422),
    telling("get", `${MAPPING}/dry-run`),
    plain("post", `${MAPPING}/rollout/resume`),
    telling("get", "/objects/company/fields"),
    plain("post", "/definitions/refresh"),
    telling("get", "/objects/company/value-maps/support_tier"),
    plain("put", "/objects/company/value-maps/country", { map: MAP }),
    plain("get", "/objects/deal/stage-maps/stage"),
    plain("put", "/objects/deal/stage-maps/stage", { map: { rows: [] } }),
    telling("get", "/objects/company/reviews"),
    telling("get", "/objects/company/search?side=hubspot&query=Foods"),
  ];
}

function recordRequests({ first: { company, inReview } }: Named): readonly StrangeRequest[] {
  const { hubspotId } = company;
  const named = { objectType: "company", side: "hubspot", recordId: hubspotId };
  const unclear = { ...named, recordId: inReview };
  const seen = { hubspot: "A", connectwise: "B" };
  const decisions = [{ key: "city", winner: "hubspot", seen }];
  const record = `/records/company/hubspot/${hubspotId}`;
  return [
    telling("get", `/objects/company/names?side=hubspot&ids=${hubspotId}`),
    telling("get", "/issues"),
    plain("get", "/issues/categories"),
    plain("post", "/issues/retry", { records: [unclear] }, 202),
    plain("post", "/issues/ignore", { records: [unclear] }),
    plain("post", "/issues/heed", { records: [unclear] }),
    plain("post", "/records/link", { objectType: "company", ...company }, 422),
    plain("post", "/records/unlink", { objectType: "company", hubspotId }, 404),
    plain("post", "/records/create-anyway", unclear, 422),
    plain("post", "/records/sync", named, 404),
    plain("post", "/records/decide", { ...named, decisions }, 404),
    telling("get", `${record}/sync`),
    telling("get", `${record}/explain`, null, 404),
    telling("get", `${record}/card`),
    telling("get", "/activity"),
    telling("get", `/activity?objectType=company&side=hubspot&recordId=${hubspotId}`),
  ];
}
