import type * as Account from "./wire-account.ts";
import type { Activity, ActivityQuery } from "./wire-activity.ts";
import type { Card } from "./wire-card.ts";
import type { Page, PageQuery, Side, Time } from "./wire-common.ts";
import type { Explanation } from "./wire-explain.ts";
import type * as Maps from "./wire-mapping.ts";
import type * as Objects from "./wire-objects.ts";
import type * as People from "./wire-people.ts";
import type * as Records from "./wire-records.ts";
import type * as Runs from "./wire-runs.ts";

/** An answer that says no more than that it was done. */
export type Done = Record<string, never>;

/** `PUT /configuration`: what the preview was of, and what to import. */
export interface ConfigurationImport {
  configuration: Account.ConfigurationRequest;
  /** Revision that the preview told; left out: whatever is stored. */
  expected?: string | undefined;
}

/**
 * What each endpoint below `/api/v1` takes and answers. The server's test compares every row with
 * the schemas that requests and answers are checked with, so this table is never behind.
 */
export interface Wire {
  "get /overview": { reply: Account.Overview };
  "post /portal/pause": { reply: Account.PortalState };
  "post /portal/resume": { reply: Account.PortalState };
  "get /sync-health": { reply: Account.SyncHealth };
  "post /connection": { body: Account.ConnectionRequest; reply: Account.Connection };
  "get /issues": { query: Account.IssuesQuery; reply: Account.IssuePage };
  "get /issues/categories": { reply: { items: Account.IssueCategory[] } };
  "post /issues/retry": { body: Account.RetryRequest; reply: { count: number } };
  "post /issues/ignore": { body: Account.IgnoreRequest; reply: { count: number } };
  "post /issues/heed": { body: Account.IgnoreRequest; reply: Done };
  "get /permissions": { reply: Account.Permissions };
  "post /permissions/check": { reply: Account.Permissions };
  "get /configuration": { reply: Account.Configuration };
  "post /configuration/preview": {
    body: { configuration: Account.ConfigurationRequest };
    reply: { revision: string; objects: Account.ObjectDifference[] };
  };
  "put /configuration": {
    body: ConfigurationImport;
    reply: { objects: Account.ObjectDifference[] };
  };

  "get /access": { reply: People.Access };
  "put /access": { body: People.AccessRequest; reply: People.Access };
  "get /access/users": { reply: { users: People.User[] } };
  "get /audit": { query: PageQuery; reply: Page<People.AuditEntry> };
  "get /drafts/:key": { reply: People.Draft };
  "put /drafts/:key": { body: { draft: Record<string, unknown> }; reply: People.Draft };
  "delete /drafts/:key": { reply: Done };
  "post /downloads": { body: People.DownloadRequest; reply: People.Download };

  "get /objects/:objectType/policy": { reply: Objects.Policy };
  "put /objects/:objectType/policy": { body: Objects.PolicyRequest; reply: Objects.Policy };
  "get /objects/:objectType/filters": { reply: Objects.Filters };
  "put /objects/:objectType/filters": { body: Objects.FiltersRequest; reply: Objects.Filters };
  "get /objects/:objectType/filters/fields": {
    reply: { hubspot: Objects.FilterField[]; connectwise: Objects.FilterField[] };
  };
  "post /objects/:objectType/filters/test": {
    body: Objects.FilterTestRequest;
    reply: Objects.FilterTest;
  };

  "get /objects/:objectType/mapping": { reply: Maps.Mapping };
  "put /objects/:objectType/mapping": { body: Maps.MappingRequest; reply: Maps.Mapping };
  "post /objects/:objectType/mapping/reset": {
    body: Omit<Maps.ChangeChoice, "basedOn">;
    reply: Maps.Mapping;
  };
  "post /objects/:objectType/mapping/preview": {
    body: Maps.MappingRequest;
    reply: { changes: Maps.FieldChange[]; links: number };
  };
  "get /objects/:objectType/mapping/versions": {
    query: PageQuery;
    reply: Page<Maps.MappingVersion>;
  };
  "post /objects/:objectType/mapping/dry-run": {
    body: Maps.MappingDryRunRequest;
    reply: Maps.MappingDryRun;
  };
  "get /objects/:objectType/mapping/dry-run": { reply: Maps.MappingDryRun };
  "post /objects/:objectType/mapping/rollout/resume": { reply: Maps.Mapping };
  /** With a field in the query: what that field may be mapped to. */
  "get /objects/:objectType/fields": {
    query: { hubspot?: string | undefined; connectwise?: string | undefined };
    reply: Maps.Fields | Maps.CompatibleFields;
  };
  "post /definitions/refresh": {
    reply: { objects: { objectType: string; readAt: Time | null }[] };
  };
  "get /objects/:objectType/value-maps/:name": { reply: Maps.ValueMapEditor };
  "put /objects/:objectType/value-maps/:name": {
    body: Maps.ChangeChoice & { map: Maps.ValueMapRequest };
    reply: Maps.Mapping;
  };
  "get /objects/:objectType/stage-maps/:name": { reply: Maps.StageMapEditor };
  "put /objects/:objectType/stage-maps/:name": {
    body: Maps.ChangeChoice & { map: Maps.StageMapRequest };
    reply: Maps.Mapping;
  };

  "get /objects/:objectType/reviews": { query: PageQuery; reply: Page<Records.Review> };
  "get /objects/:objectType/search": {
    query: { side: Side; query: string };
    reply: { items: Records.FoundRecord[] };
  };
  "get /objects/:objectType/names": {
    query: { side: Side; ids: string };
    reply: { items: Records.NamedRecord[] };
  };
  "post /records/link": { body: Records.LinkedIds; reply: Records.LinkReport };
  "post /records/unlink": { body: Records.UnlinkRequest; reply: Records.LinkedIds };
  "post /records/create-anyway": { body: Records.RecordRef; reply: Done };
  "post /records/sync": { body: Records.RecordRef; reply: Records.SyncReport };
  "post /records/decide": { body: Records.DecideRequest; reply: Records.SyncReport };
  "get /records/:objectType/:side/:recordId/sync": {
    query: { since?: Time | undefined };
    reply: Records.SyncReport;
  };
  "get /records/:objectType/:side/:recordId/explain": { reply: Explanation };
  "get /records/:objectType/:side/:recordId/card": { reply: Card };

  "get /activity": { query: ActivityQuery; reply: Page<Activity> };
  "get /runs": { query: PageQuery; reply: Page<Runs.Run> };
  "post /dry-runs": { reply: Runs.Run };
  "post /first-syncs": { reply: Runs.Run };
  "post /first-syncs/skip": { reply: { state: string } };
  "post /runs/:kind/:verb": { reply: Runs.Run };
  "get /runs/:kind": { reply: Runs.Run };
  "get /runs/:runId/items": { query: PageQuery; reply: Page<Runs.RunItem> };
  "get /runs/:runId/samples": { reply: { samples: Runs.RunSample[] } };
}
