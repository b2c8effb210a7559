import { CALLS_PER_SECOND } from "./call-rates.ts";
import type { Run, RunWork, SideNumbers } from "./run-ports.ts";

/** What is left of a run. */
export interface Estimate {
  /** Calls left, by vendor. */
  readonly calls: SideNumbers;
  /** Whole minutes, rounded up; 0 once nothing is left. */
  readonly minutes: number;
}

/** Records that one call lists, writes or reads again. */
const LISTED_AT_ONCE: SideNumbers = { hubspot: 100, connectwise: 1_000 };
const BATCH = 100;

/** Seconds that a vendor is taken to need for an answer. */
const ANSWER_S = 0.25;

/** Calls that are under way at a time: a run's batches to HubSpot follow one another. */
const IN_FLIGHT: SideNumbers = { hubspot: 1, connectwise: 8 };

/** A second's calls, by the budget and by how fast answers come. */
const PACE: SideNumbers = {
  hubspot: Math.min(CALLS_PER_SECOND.hubspot, IN_FLIGHT.hubspot / ANSWER_S),
  connectwise: Math.min(CALLS_PER_SECOND.connectwise, IN_FLIGHT.connectwise / ANSWER_S),
};

/**
 * Says how long a first sync is going to take, or still takes.
 *
 * Counted are the calls of the lower bound: pages of 100 and 1,000 to list, batches of 100 to write
 * to HubSpot and to read again what is overwritten, one call a record to write to ConnectWise and for
 * each of its parts. Assumed is that
 * - both vendors answer within a quarter of a second and give the whole budget to us;
 * - calls to one vendor wait for those to the other, which is mostly so;
 * - nothing fails, nobody edits meanwhile, and no other portal's work comes first;
 * - records are alike: a half of them planned means a half of the writes done.
 *
 * @returns for a dry run that is done, the whole of the first sync that it stands for; for a first
 *   sync, what is left; null where it is not known: nothing was planned yet, or the run has ended
 */
export function estimateRun(run: Run): Estimate | null {
  if (run.kind === "dry-run")
    return run.state === "done" ? sum([listing(run.work), writing(run.work)]) : null;
  if (run.state !== "running" && run.state !== "paused") return null;
  const work = run.accepted?.work;
  return work === undefined ? null : sum(leftOf(run, work));
}

/** The parts of a first sync that are left, as calls. */
function leftOf(run: Run, work: RunWork): SideNumbers[] {
  if (run.phase === "done") return [];
  if (run.phase === "settle") return [settling(work)];
  if (run.phase === "plan-hubspot" || run.phase === "plan-connectwise") {
    return [times(planning(work), leftShare(run.done, run.total)), settling(work)];
  }
  const { hubspot, connectwise } = work.listed;
  const isListed = run.phase.startsWith("check-");
  const list = isListed ? 0 : leftShare(run.total, hubspot + connectwise);
  return [times(listing(work), list), writing(work)];
}

function leftShare(done: number, total: number): number {
  return total === 0 ? 0 : Math.max(0, 1 - done / total);
}

function listing({ listed }: RunWork): SideNumbers {
  return {
    hubspot: Math.ceil(listed.hubspot / LISTED_AT_ONCE.hubspot),
    connectwise: Math.ceil(listed.connectwise / LISTED_AT_ONCE.connectwise),
  };
}

function writing(work: RunWork): SideNumbers {
  return sumOfCalls([planning(work), settling(work)]);
}

/** Writes that go out as records are planned. */
function planning({ written, readAgain, parts }: RunWork): SideNumbers {
  const hubspot = Math.max(0, written.hubspot - readAgain.hubspot);
  const connectwise = Math.max(0, written.connectwise - readAgain.connectwise);
  return { hubspot: Math.ceil(hubspot / BATCH), connectwise: connectwise + parts };
}

/** What is read again and only then overwritten. */
function settling({ readAgain }: RunWork): SideNumbers {
  return {
    hubspot: 2 * Math.ceil(readAgain.hubspot / BATCH),
    connectwise: Math.ceil(readAgain.connectwise / BATCH) + readAgain.connectwise,
  };
}

function times({ hubspot, connectwise }: SideNumbers, share: number): SideNumbers {
  return { hubspot: hubspot * share, connectwise: connectwise * share };
}

function sumOfCalls(parts: readonly SideNumbers[]): SideNumbers {
  return {
    hubspot: parts.reduce((total, { hubspot }) => total + hubspot, 0),
    connectwise: parts.reduce((total, { connectwise }) => total + connectwise, 0),
  };
}

function sum(parts: readonly SideNumbers[]): Estimate {
  const { hubspot, connectwise } = sumOfCalls(parts);
  const seconds = hubspot / PACE.hubspot + connectwise / PACE.connectwise;
  return {
    calls: { hubspot: Math.ceil(hubspot), connectwise: Math.ceil(connectwise) },
    minutes: Math.ceil(seconds / 60),
  };
}
