import { setTimeout as sleep } from "node:timers/promises";
import type { ControlClient, RequestSummary } from "../sandbox/demo/control-client.ts";
import type { Stack } from "../sandbox/demo/stack.ts";

/** Calls of both vendors since the last clear. */
export interface Traffic {
  hubspot: RequestSummary;
  connectwise: RequestSummary;
}

/** Reads what both stand-ins counted. */
export async function readTraffic({ hubspot, connectwise }: Stack): Promise<Traffic> {
  const [first, second] = await Promise.all([hubspot.requests(), connectwise.requests()]);
  return { hubspot: first, connectwise: second };
}

/** Begins the count anew on both sides. */
export async function clearTraffic({ hubspot, connectwise }: Stack): Promise<void> {
  const clients: ControlClient[] = [hubspot, connectwise];
  await Promise.all(clients.map((client) => client.clearRequests()));
}

const reads = /^(GET|HEAD) |^POST \S*\/(search|batch\/read)$|^POST \/oauth\//;

/** How many calls could have written something; searches, batch reads and tokens could not. */
export function countWrites({ byRoute }: RequestSummary): number {
  return Object.entries(byRoute)
    .filter(([route]) => !reads.test(route))
    .reduce((sum, [, { count }]) => sum + count, 0);
}

/** Calls of a side that OAuth does not count for: tokens have a life of their own. */
export function countCalls({ byRoute }: RequestSummary): number {
  return Object.entries(byRoute)
    .filter(([route]) => !/ \/oauth\//.test(route))
    .reduce((sum, [, { count }]) => sum + count, 0);
}

/** How many polls there were in a portal without deals: nothing but a poll asks for any, once. */
export function countPolls({ hubspot }: Traffic): number {
  return hubspot.byRoute["POST /crm/objects/:version/deals/search"]?.count ?? 0;
}

/** Waits until so many polls were counted. @throws Error - when they did not come in time */
export async function untilPolls(
  stack: Stack,
  options: { polls: number; timeoutMs: number; signal: AbortSignal },
): Promise<void> {
  const { polls, timeoutMs, signal } = options;
  const deadline = performance.now() + timeoutMs;
  while (countPolls(await readTraffic(stack)) < polls) {
    if (performance.now() > deadline) throw new Error(`there were no ${polls} polls in time`);
    await sleep(250, undefined, { signal });
  }
}

/** Lists routes with their counts, busiest first. */
export function describeTraffic({ byRoute }: RequestSummary): string[] {
  return Object.entries(byRoute)
    .toSorted(([, a], [, b]) => b.count - a.count)
    .map(([route, { count, byStatus }]) => {
      const statuses = Object.entries(byStatus).map(([status, number]) => `${status}: ${number}`);
      return `${String(count).padStart(6)}  ${route}  (${statuses.join(", ")})`;
    });
}

/**
 * Waits until neither side was written to for a while.
 *
 * @returns false when that did not happen in time
 */
export async function untilQuiet(
  stack: Stack,
  options: { quietMs: number; timeoutMs: number; signal: AbortSignal },
): Promise<boolean> {
  const { quietMs, timeoutMs, signal } = options;
  const deadline = performance.now() + timeoutMs;
  let known = -1;
  let since = performance.now();
  while (performance.now() < deadline) {
    const { hubspot, connectwise } = await readTraffic(stack);
    const writes = countWrites(hubspot) + countWrites(connectwise);
    if (writes !== known) {
      known = writes;
      since = performance.now();
    } else if (performance.now() - since >= quietMs) return true;
    await sleep(500, undefined, { signal });
  }
  return false;
}
