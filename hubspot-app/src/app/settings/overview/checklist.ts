import type { Overview } from "@lockstep/api/wire-account.ts";
import type { Filters, Policy } from "@lockstep/api/wire-objects.ts";
import type { Run } from "@lockstep/api/wire-runs.ts";
import { objectWords } from "@lockstep/ui/words.ts";
import type { TabId } from "../tab-context.ts";

/** A step of the set-up. */
export interface Step {
  title: string;
  tab: TabId;
  /** `choice`: nothing has to be done, and it is worth a look. */
  state: "done" | "open" | "choice" | "running";
  detail: string;
}

/** How an object is set up, as far as the steps go. */
export interface ObjectSetup {
  policy: Policy;
  filters: Filters;
}

const NOT_SET_UP = ["installed", "connected", "configured", "first-sync"];

/** Whether the set-up is behind the portal. */
export function isSetUp({ portal }: Pick<Overview, "portal">): boolean {
  return !NOT_SET_UP.includes(portal.state);
}

/** Object types that a connection has brought. */
export function objectTypesOf({ fieldIssues }: Pick<Overview, "fieldIssues">): string[] {
  return Object.keys(fieldIssues);
}

/**
 * The steps from an empty portal to the first sync, with what is done.
 *
 * @param setups - of each object type; empty before ConnectWise is connected
 */
export function stepsOf(overview: Overview, setups: readonly ObjectSetup[]): Step[] {
  const isConnected = overview.connection !== null;
  const steps: Step[] = [
    connectStep(overview),
    objectStep(setups),
    mappingStep(overview, setups),
    filterStep(overview, setups),
    dryRunStep(overview.runs["dry-run"]),
    startStep(overview.runs["first-sync"]),
  ];
  if (isConnected) return steps;
  // Without a connection there is nothing to look at.
  return steps.map((step, at) => (at === 0 ? step : { ...step, state: "open" }));
}

function connectStep({ connection }: Overview): Step {
  return {
    title: "Connect ConnectWise",
    tab: "connection",
    state: connection === null ? "open" : "done",
    detail:
      connection === null
        ? "Enter the address of ConnectWise and the keys of an API member. Both are tested at once."
        : `Connected to ${connection.siteHost}, company ${connection.companyId}.`,
  };
}

function objectStep(setups: readonly ObjectSetup[]): Step {
  const on = setups.filter(({ policy }) => policy.isOn);
  const missing = on.flatMap(({ policy }) => {
    const open = policy.choices.filter(
      ({ path, isRequired }) => isRequired && isBlank(policy.defaults[path]),
    );
    return open.map(({ label }) => `${label} (${objectWords(policy.objectType).many})`);
  });
  const base = { title: "Choose what is synced", tab: "objects" } as const;
  if (on.length === 0) {
    const detail = "Say which of companies, contacts and deals are synced, and in which direction.";
    return { ...base, state: "open", detail };
  }
  if (missing.length > 0) {
    const detail = `ConnectWise wants a value that HubSpot does not have. Choose one for: ${missing.join(", ")}.`;
    return { ...base, state: "open", detail };
  }
  return { ...base, state: "done", detail: `On: ${namesOf(on)}. Look at the rules of each.` };
}

function mappingStep({ fieldIssues }: Overview, setups: readonly ObjectSetup[]): Step {
  const on = setups.filter(({ policy }) => policy.isOn);
  const count = on.reduce((sum, { policy }) => sum + (fieldIssues[policy.objectType] ?? 0), 0);
  const base = { title: "Look at the field mappings", tab: "mappings" } as const;
  if (count > 0) {
    const fields = count === 1 ? "One mapped field has" : `${count} mapped fields have`;
    const detail = `${fields} values that mean nothing in the other system yet. Say what they stand for.`;
    return { ...base, state: "open", detail };
  }
  const detail = "Standard fields are mapped already. Add your own, or change who wins.";
  return { ...base, state: on.length === 0 ? "open" : "done", detail };
}

function filterStep({ runs }: Overview, setups: readonly ObjectSetup[]): Step {
  const base = { title: "Choose which records go to ConnectWise", tab: "filters" } as const;
  const creating = setups.filter(({ policy }) => isCreatingInConnectwise(policy));
  const open = creating.filter(({ filters }) => filters.hubspot === null);
  if (open.length === 0 && creating.length > 0) {
    return { ...base, state: "done", detail: `Filters are set for ${namesOf(creating)}.` };
  }
  if (setups.length > 0 && creating.length === 0) {
    const detail =
      "Nothing is created in ConnectWise, as the objects' rules say. Filters are free.";
    return { ...base, state: "choice", detail };
  }
  const names = open.length === 0 ? "" : ` (${namesOf(open)})`;
  return {
    ...base,
    // Who has looked at a dry run without a filter wants it like that.
    state: runs["dry-run"]?.state === "done" ? "choice" : "open",
    detail: `Until a filter says which HubSpot records belong there, none is created in ConnectWise${names}. Records that both systems have are linked all the same.`,
  };
}

function dryRunStep(run: Run | null): Step {
  const base = { title: "Make a dry run", tab: "first-sync" } as const;
  if (isActive(run)) return { ...base, state: "running", detail: `It is ${run.state}.` };
  if (run?.state === "done") {
    return { ...base, state: "done", detail: "You can see what the first sync would do." };
  }
  const detail = "It shows everything that the first sync would do, and writes nothing.";
  return { ...base, state: "open", detail };
}

function startStep(run: Run | null): Step {
  const base = { title: "Start the first sync", tab: "first-sync" } as const;
  if (isActive(run)) return { ...base, state: "running", detail: `It is ${run.state}.` };
  if (run?.state === "done") return { ...base, state: "done", detail: "It is done." };
  const detail =
    run?.state === "failed"
      ? "It has failed. Look at the reason, and start it again."
      : "It links and fills what both systems have. From then on changes move by themselves.";
  return { ...base, state: "open", detail };
}

function isActive(run: Run | null): run is Run & { state: "running" | "paused" } {
  return run?.state === "running" || run?.state === "paused";
}

function isCreatingInConnectwise({ isOn, direction, createIn }: Policy): boolean {
  return isOn && direction !== "to-hubspot" && createIn.connectwise;
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}

function namesOf(setups: readonly ObjectSetup[]): string {
  return setups.map(({ policy }) => objectWords(policy.objectType).many.toLowerCase()).join(", ");
}
