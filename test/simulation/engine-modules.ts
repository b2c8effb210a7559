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
 * The engine as production has it. It is loaded when it is needed, not before a bug was planted.
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

/** Loads the engine, with the bug that was planted into this thread if any was. */
export async function loadEngine(): Promise<EngineModules> {
  const modules = await Promise.all([
    import("../../server/usecases/drain.ts"),
    import("../../server/usecases/poll-changes.ts"),
    import("../../server/usecases/sweep.ts"),
    import("../../server/usecases/receive-hints.ts"),
    import("../../server/usecases/start-run.ts"),
    import("../../server/usecases/first-sync.ts"),
    import("../../server/sync/objects/company.ts"),
    import("../../server/sync/objects/contact.ts"),
    import("../../server/sync/objects/deal.ts"),
    import("../../server/sync/errors.ts"),
  ]);
  const [drain, polls, sweep, hints, start, run, company, contact, deal, errors] = modules;
  return {
    ...drain,
    ...polls,
    ...sweep,
    ...hints,
    ...start,
    ...run,
    ...company,
    ...contact,
    ...deal,
    ...errors,
  };
}
