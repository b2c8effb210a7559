import { AppError } from "../sync/errors.ts";
import type { Portal, PortalStore } from "../sync/portal-ports.ts";
import type { Run } from "../sync/run-ports.ts";

/** What the overview page shows. */
export interface PortalOverview {
  readonly portal: Portal;
  readonly connection: {
    readonly siteHost: string;
    readonly companyId: string;
    readonly version: string;
    readonly isCloud: boolean;
  } | null;
  /** Records in each state, by object type. */
  readonly objects: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Mapped fields with options that nothing stands for, or that are gone, by object type. */
  readonly fieldIssues: Readonly<Record<string, number>>;
  /** The newest run of each kind. */
  readonly runs: Readonly<Record<Run["kind"], Run | null>>;
}

/** Collects the overview of a portal; no vendor is called. @throws AppError `unknown_portal` */
export async function readOverview(store: PortalStore): Promise<PortalOverview> {
  const portal = await store.portal();
  if (portal === null) {
    throw new AppError("Lockstep is not installed in this portal", {
      code: "unknown_portal",
      errorClass: "gone",
    });
  }
  const connection = await store.connection();
  return {
    portal,
    connection:
      connection === null
        ? null
        : {
            siteHost: connection.siteHost,
            companyId: connection.companyId,
            version: connection.version,
            isCloud: connection.isCloud,
          },
    objects: await store.stateCounts(),
    fieldIssues: await countFieldIssues(store),
    runs: {
      "dry-run": await store.latestRun("dry-run"),
      "first-sync": await store.latestRun("first-sync"),
    },
  };
}

async function countFieldIssues(store: PortalStore): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const { objectType } of await store.objectSettings()) {
    // oxlint-disable-next-line no-await-in-loop -- one short read an object type
    counts[objectType] = (await store.fieldIssues(objectType)).length;
  }
  return counts;
}
