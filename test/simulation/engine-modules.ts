import { pathToFileURL } from "node:url";
import type * as Drain from "../../server/usecases/drain.ts";
import type * as PollChanges from "../../server/usecases/poll-changes.ts";
import type * as Sweep from "../../server/usecases/sweep.ts";
import type * as ReceiveHints from "../../server/usecases/receive-hints.ts";
import type * as StartRun from "../../server/usecases/start-run.ts";
import type * as FirstSync from "../../server/usecases/first-sync.ts";
import type * as Company from "../../server/sync/objects/company.ts";
import type * as Contact from "../../server/sync/objects/contact.ts";
import type * as Deal from "../../server/sync/objects/deal.ts";
import type * as Errors from "../../server/sync/errors.ts";

/**
 * The engine as production has it. A copy with a planted bug has the same shape, which is why
 * everything that the simulation needs at run time goes through this one type.
 */
export interface EngineModules {
  readonly drain: typeof Drain.drain;
  readonly startPolling: typeof PollChanges.startPolling;
  readonly pollChanges: typeof PollChanges.pollChanges;
  readonly runLatePass: typeof PollChanges.runLatePass;
  readonly continueSweep: typeof Sweep.continueSweep;
  readonly receiveHints: typeof ReceiveHints.receiveHints;
  readonly startRun: typeof StartRun.startRun;
  readonly continueRun: typeof FirstSync.continueRun;
  readonly companyDefinition: typeof Company.companyDefinition;
  readonly contactDefinition: typeof Contact.contactDefinition;
  readonly dealDefinition: typeof Deal.dealDefinition;
  readonly AppError: typeof Errors.AppError;
}

/**
 * Loads the engine from a folder that holds `sync/` and `usecases/`.
 *
 * @param root - absolute path of the folder; production's own when left out
 */
export async function loadEngine(
  root: string = new URL("../../server", import.meta.url).pathname,
): Promise<EngineModules> {
  const load = async (path: string): Promise<never> =>
    (await import(pathToFileURL(`${root}/${path}`).href)) as never;
  const modules = await Promise.all([
    load("usecases/drain.ts"),
    load("usecases/poll-changes.ts"),
    load("usecases/sweep.ts"),
    load("usecases/receive-hints.ts"),
    load("usecases/start-run.ts"),
    load("usecases/first-sync.ts"),
    load("sync/objects/company.ts"),
    load("sync/objects/contact.ts"),
    load("sync/objects/deal.ts"),
    load("sync/errors.ts"),
  ]);
  return Object.assign({}, ...modules) as EngineModules;
}
