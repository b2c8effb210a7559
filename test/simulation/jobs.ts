import { SIDES, type RecordRef } from "../../server/sync/model.ts";
import type { SyncStore } from "../../server/sync/store-ports.ts";
import type { SyncContext } from "../../server/usecases/engine.ts";
import type { Shared } from "./contexts.ts";
import type { Dice } from "./dice.ts";
import type { EngineModules } from "./engine-modules.ts";
import { createMemoryPortal, type PortalTables } from "./memory-portal.ts";
import { linkOfRecord } from "./memory-tables.ts";
import type { Process } from "./scheduler.ts";
import type { VendorRecords } from "./vendor-records.ts";
import { kindsInUse } from "./world.ts";

/** What jobs are done with. */
export interface Workplace {
  readonly engine: EngineModules;
  readonly shared: Shared;
  readonly dice: Dice;
  readonly records: VendorRecords;
  readonly portal: PortalTables;
  readonly contextsOf: (process: Process) => readonly SyncContext[];
}

/** Lane of the least urgent work. */
const LAST_LANE = 5;

/** What the processes of a portal do: the jobs of production, in any order. */
export class Jobs {
  private readonly place: Workplace;

  constructor(place: Workplace) {
    this.place = place;
  }

  /** Chooses what a worker does next. */
  choose(process: Process): () => Promise<unknown> {
    const { dice, engine, portal, shared } = this.place;
    const contexts = this.contextsOf(process);
    const isLive = portal.state === "live";
    const drain = (): Promise<unknown> => this.drainAll(contexts, !isLive);
    if (!isLive) return dice.chance(0.7) ? () => this.stepRun(process) : drain;
    const lot = dice.below(100);
    const context = dice.pick(contexts);
    if (lot < 30) return () => engine.pollChanges(context);
    if (lot < 40) return () => engine.runLatePass(context);
    if (lot < 46 && shared.world.hasSweep) return () => engine.continueSweep(context);
    return drain;
  }

  /** Worlds without contacts or deals waste no time on them. */
  private contextsOf(process: Process): readonly SyncContext[] {
    return this.place.contextsOf(process).slice(0, kindsInUse(this.place.shared.world));
  }

  /** Works off all kinds of records, parents before children. */
  private async drainAll(contexts: readonly SyncContext[], linkedOnly: boolean): Promise<void> {
    for (const context of contexts) {
      await this.place.engine.drain(context, { maxLane: LAST_LANE, linkedOnly });
    }
  }

  /** Starts a run or takes its next step; returns whether there is more to do. */
  private async stepRun(process: Process): Promise<boolean> {
    const { engine, shared, portal: tables } = this.place;
    const { scheduler, world } = shared;
    const objects = this.contextsOf(process);
    const portal = createMemoryPortal(
      tables,
      () => scheduler.now,
      (label, effect) => scheduler.perform(process, "store", label, effect),
    );
    const dryRun = await portal.latestRun("dry-run");
    const isDry = world.hasDryRun && dryRun?.state !== "done";
    const run = isDry ? dryRun : await portal.latestRun("first-sync");
    if (run === null) {
      await engine.startRun({ objects, portal }, isDry ? "dry-run" : "first-sync");
      return true;
    }
    const step = await engine.continueRun({ objects, portal }, run);
    const wait = step.notBefore - scheduler.now;
    if (step.hasMore && wait > 0) await scheduler.sleep(process, wait);
    return step.hasMore;
  }

  /**
   * Finds every change and works until nothing is due any more.
   *
   * @param everything - also looks at records that nothing announced
   * @returns false when some record is put off again and again
   */
  async settle(process: Process, everything: boolean): Promise<boolean> {
    const { portal, shared } = this.place;
    const contexts = this.contextsOf(process);
    for (let step = 0; portal.state !== "live" && step < 400; step += 1) {
      await this.stepRun(process);
    }
    for (const context of contexts) await this.lookAtAll(context);
    const [first] = contexts;
    if (first === undefined) return true;
    const types = contexts.map(({ definition }) => definition.objectType);
    if (everything) await this.markAll(first.store);
    for (let round = 0; round < 100; round += 1) {
      await this.drainAll(contexts, false);
      const due = await first.store.nextDue(types, LAST_LANE);
      if (due === null) return true;
      // A pair whose worker lost it stays claimed until the claim ends.
      await shared.scheduler.sleep(process, Math.max(5000, due - shared.scheduler.now));
    }
    return false;
  }

  private async lookAtAll(context: SyncContext): Promise<void> {
    const { engine, shared } = this.place;
    await engine.pollChanges(context);
    await engine.runLatePass(context);
    if (shared.world.hasSweep) while ((await engine.continueSweep(context)).hasMore);
  }

  /** "Sync now" on every record: a pair that agrees must not be written. */
  private async markAll(store: SyncStore): Promise<void> {
    const { shared, records } = this.place;
    const { world, tables } = shared;
    // A review may have been overtaken by events; without sweeps nobody looks at it again.
    const isMarked = (objectType: string, record: RecordRef): boolean =>
      world.hasSweep || linkOfRecord(tables, objectType, record) !== undefined;
    await store.markDirty(
      world.objects.flatMap(({ objectType }) =>
        SIDES.flatMap((side) =>
          records
            .all(objectType, side)
            .filter((record) => isMarked(objectType, record))
            .map(({ id }) => ({ objectType, side, id, lane: 0 as const, notBefore: 0 })),
        ),
      ),
    );
  }
}
