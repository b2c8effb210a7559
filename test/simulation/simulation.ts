import type { ConflictRule, Side } from "../../server/sync/model.ts";
import type { CrmAdapter, SyncStore } from "../../server/sync/ports.ts";
import type { SyncContext } from "../../server/usecases/engine.ts";
import { connectwiseVendor } from "./connectwise-vendor.ts";
import { Dice } from "./dice.ts";
import type { EngineModules } from "./engine-modules.ts";
import { hubspotVendor } from "./hubspot-vendor.ts";
import { createMemoryPortal, type PortalTables } from "./memory-portal.ts";
import { createMemoryStore } from "./memory-store.ts";
import { emptyTables, type Tables } from "./memory-tables.ts";
import type { Finding } from "./oracle-findings.ts";
import { counterpartOf } from "./oracle.ts";
import { People } from "./people.ts";
import { withRememberedKeys } from "./remembered-keys.ts";
import { Scheduler, type Process } from "./scheduler.ts";
import { VendorRecords, type Announcement, type VendorRecord } from "./vendor-records.ts";
import type { Line } from "./vendor-line.ts";
import { INACTIVE_STATUS, makeWorld, type World } from "./world.ts";

/** Something put between the engine and a port, to take a safeguard away. */
export interface Sabotage {
  readonly store?: (store: SyncStore, tables: Tables) => SyncStore;
  readonly adapter?: (adapter: CrmAdapter) => CrmAdapter;
}

/** How to run a seed. */
export interface SimulationOptions {
  readonly engine: EngineModules;
  readonly conflictRule?: ConflictRule | undefined;
  readonly workers?: number | undefined;
  /** Step at which the running process dies, instead of at random ones. */
  readonly crashAt?: number | undefined;
  readonly sabotage?: Sabotage | undefined;
}

const TIMING = { claimMs: 60_000, callMs: 20_000, sliceMs: 10_000 };

/** Long enough for every claim, backoff and search lag to end. */
const QUIET_JUMP_MS = 3 * 60 * 60_000;

/** More steps than any healthy run takes. */
const MAX_STEPS = 20_000;

const START = Date.UTC(2026, 0, 5, 9);

/** One portal, both vendors, people and workers, all run from one seed. */
export class Simulation {
  readonly world: World;
  readonly tables: Tables;
  readonly records: VendorRecords;
  readonly people: People;
  readonly scheduler: Scheduler;
  readonly failures: Finding[] = [];
  calls = 0;
  crashes = 0;
  private isQuiet = false;
  private processes = 0;
  private readonly dice: Dice;
  private readonly options: SimulationOptions;
  private readonly portal: PortalTables = { state: "configured", runs: [] };
  private readonly web: Process = { name: "web", isAlive: true, pausedUntil: 0 };
  private readonly definition: SyncContext["definition"];

  constructor(seed: number, options: SimulationOptions) {
    this.options = options;
    this.tables = emptyTables({ company: options.engine.companyDefinition.claimKinds });
    this.world = makeWorld(seed, { conflictRule: options.conflictRule });
    this.dice = new Dice(seed);
    this.scheduler = new Scheduler({
      dice: this.dice,
      startAt: START,
      stepMs: this.world.stepMs,
      interfere: (running) => {
        this.interfere(running);
      },
    });
    this.records = new VendorRecords(this.world, this.dice, {
      now: () => this.scheduler.now,
      announce: (announcement) => {
        this.announce(announcement);
      },
    });
    this.people = new People(this.world, this.dice, this.records, (record) =>
      counterpartOf(this.tables, this.records, record),
    );
    this.definition = withRememberedKeys(options.engine.companyDefinition);
  }

  /** The busy phase: people edit, calls fail, processes die. */
  async runBusy(): Promise<void> {
    await this.begin();
    const workers = this.options.workers ?? (this.dice.chance(0.4) ? 2 : 1);
    for (let index = 0; index < workers; index += 1) this.startWorker();
    await this.settle();
  }

  /** Works until everything that is under way has come to an end. */
  private async settle(): Promise<void> {
    while (this.scheduler.isBusy && this.scheduler.steps < MAX_STEPS) await this.scheduler.step();
    if (this.scheduler.isBusy) this.fail("engine-error", "the run does not come to an end");
  }

  private async begin(): Promise<void> {
    if (this.world.hasFirstSync) {
      const count = this.dice.between(2, 6);
      for (let index = 0; index < count; index += 1) this.scheduler.note(this.people.act());
      return;
    }
    this.portal.state = "live";
    const process = this.newProcess("setup");
    this.isQuiet = true;
    void this.attempt(process, () => this.options.engine.startPolling(this.contextOf(process)));
    await this.settle();
    this.isQuiet = false;
  }

  /** True once no more edits, faults or crashes happen. */
  private get isOver(): boolean {
    return this.people.editsLeft <= 0 || this.scheduler.steps >= MAX_STEPS;
  }

  private newProcess(kind: string): Process {
    this.processes += 1;
    return { name: `${kind}${this.processes}`, isAlive: true, pausedUntil: 0 };
  }

  private startWorker(): void {
    const process = this.newProcess("worker");
    void this.work(process);
  }

  private async work(process: Process): Promise<void> {
    const { dice, scheduler } = this;
    while (!this.isOver) {
      const isLongBreak = dice.chance(0.1);
      await scheduler.sleep(process, dice.below(isLongBreak ? 40 * 60_000 : 4000));
      await this.attempt(process, this.chooseJob(process));
    }
  }

  private chooseJob(process: Process): () => Promise<unknown> {
    const { engine } = this.options;
    const context = this.contextOf(process);
    const isLive = this.portal.state === "live";
    const drain = (): Promise<unknown> =>
      engine.drain(context, { maxLane: 5, linkedOnly: !isLive });
    if (!isLive) return this.dice.chance(0.7) ? () => this.stepRun(process) : drain;
    const lot = this.dice.below(100);
    if (lot < 30) return () => engine.pollChanges(context);
    if (lot < 40) return () => engine.runLatePass(context);
    if (lot < 46 && this.world.hasSweep) return () => engine.continueSweep(context);
    return drain;
  }

  /** Starts the first sync or takes its next step; returns whether it goes on. */
  private async stepRun(process: Process): Promise<boolean> {
    const { engine } = this.options;
    const context = this.contextOf(process);
    const portal = createMemoryPortal(
      this.portal,
      () => this.scheduler.now,
      (label, effect) => this.scheduler.perform(process, "store", label, effect),
    );
    const run = await portal.latestRun("first-sync");
    if (run === null) {
      await engine.startRun({ objects: [context], portal }, "first-sync");
      return true;
    }
    const step = await engine.continueRun({ objects: [context], portal }, run);
    const wait = step.notBefore - this.scheduler.now;
    if (step.hasMore && wait > 0) await this.scheduler.sleep(process, wait);
    return step.hasMore;
  }

  /** Runs a job; what a vendor does is part of the game, anything else is a bug. */
  private async attempt(process: Process, job: () => Promise<unknown>): Promise<void> {
    try {
      await job();
    } catch (thrown) {
      const error = thrown as { errorClass?: string; code?: string; stack?: string };
      this.scheduler.note(`${process.name} failed ${error.code ?? "?"}`);
      const isExpected =
        thrown instanceof this.options.engine.AppError &&
        !this.isQuiet &&
        (thrown.retryable || thrown.code === "run_in_progress" || thrown.code === "not_configured");
      if (!isExpected) this.fail("engine-error", error.stack ?? String(thrown));
    }
  }

  private fail(offence: Finding["offence"], text: string): void {
    this.failures.push({ offence, text });
  }

  private interfere(running: Process): void {
    if (this.isQuiet || this.isOver) return;
    const { dice, world, scheduler } = this;
    if (dice.chance(world.editRate)) {
      // Nobody types within the very millisecond of something else.
      scheduler.now += 1;
      scheduler.note(this.people.act());
    }
    const { crashAt } = this.options;
    const crashes =
      crashAt === undefined ? dice.chance(world.crashRate) : scheduler.steps === crashAt;
    if (crashes && running !== this.web) {
      this.crashes += 1;
      scheduler.note(`crash ${running.name}`);
      scheduler.crash(running);
      this.startWorker();
    } else if (dice.chance(world.pauseRate) && running !== this.web) {
      scheduler.note(`pause ${running.name}`);
      running.pausedUntil = scheduler.now + dice.between(5000, 90_000);
    }
  }

  private announce({ side, id, isEcho }: Announcement): void {
    const { dice, world } = this;
    if (this.isQuiet || !dice.chance(world.hintRate)) return;
    const times = dice.chance(0.1) ? 2 : 1;
    for (let index = 0; index < times; index += 1) {
      const delay = dice.below(dice.chance(0.1) ? 10 * 60_000 : 3000);
      void this.deliver({ objectType: "company", side, id, isEcho }, delay);
    }
  }

  private async deliver(
    hint: Parameters<EngineModules["receiveHints"]>[2][number],
    delay: number,
  ): Promise<void> {
    await this.scheduler.sleep(this.web, delay);
    const { store, clock } = this.contextOf(this.web);
    await this.options.engine.receiveHints(store, clock, [hint]);
  }

  private contextOf(process: Process): SyncContext {
    const { engine, sabotage } = this.options;
    const clock = { now: () => this.scheduler.now, monotonic: () => this.scheduler.now };
    const store = createMemoryStore(this.tables, clock, (label, effect) =>
      this.scheduler.perform(process, "store", label, effect),
    );
    const line: Line = {
      process,
      scheduler: this.scheduler,
      records: this.records,
      dice: this.dice,
      AppError: engine.AppError,
      faultRate: () => (this.isQuiet || this.isOver ? 0 : this.world.faultRate),
      callMs: TIMING.callMs,
      onCall: () => {
        this.calls += 1;
      },
    };
    const wrap = sabotage?.adapter ?? ((adapter: CrmAdapter) => adapter);
    return {
      definition: this.definition,
      mapping: this.world.mapping,
      policy: this.world.policy,
      filters: { inactiveStatusIds: new Set([INACTIVE_STATUS]), excludedIds: new Set() },
      store: sabotage?.store?.(store, this.tables) ?? store,
      adapters: { hubspot: wrap(hubspotVendor(line)), connectwise: wrap(connectwiseVendor(line)) },
      clock,
      hash: (text) => text,
      owner: process.name,
      random: () => this.dice.next(),
      timing: TIMING,
    };
  }

  /** Everything once more without edits and faults; returns how many writes that took. */
  async runQuietPass(pass: number): Promise<number> {
    this.isQuiet = true;
    this.scheduler.now += QUIET_JUMP_MS;
    const before = this.records.appWrites;
    const process = this.newProcess(`quiet${pass}-`);
    void this.attempt(process, () => this.quietJob(process, pass));
    await this.settle();
    return this.records.appWrites - before;
  }

  private async quietJob(process: Process, pass: number): Promise<void> {
    const { engine } = this.options;
    const context = this.contextOf(process);
    for (let step = 0; this.portal.state !== "live" && step < 200; step += 1) {
      await this.stepRun(process);
    }
    await engine.pollChanges(context);
    await engine.runLatePass(context);
    if (this.world.hasSweep) while ((await engine.continueSweep(context)).hasMore);
    if (pass === 3) await this.markAll(context.store);
    for (let round = 0; round < 60; round += 1) {
      while ((await engine.drain(context, { maxLane: 5, linkedOnly: false })).hasMore);
      const due = await context.store.nextDue([context.definition.objectType], 5);
      if (due === null) return;
      // A pair whose worker lost it stays claimed until the claim ends.
      await this.scheduler.sleep(process, Math.max(5000, due - this.scheduler.now));
    }
    this.fail("not-converged", "some record is put off again and again");
  }

  private isLinked(record: VendorRecord): boolean {
    return counterpartOf(this.tables, this.records, record) !== undefined;
  }

  /** "Sync now" on every record: a pair that agrees must not be written. */
  private async markAll(store: SyncStore): Promise<void> {
    const sides: readonly Side[] = ["hubspot", "connectwise"];
    await store.markDirty(
      sides.flatMap((side) =>
        this.records
          .all(side)
          // A review may have been overtaken by events; without sweeps nobody looks at it again.
          .filter((record) => this.world.hasSweep || this.isLinked(record))
          .map(({ id }) => ({ objectType: "company", side, id, lane: 0 as const, notBefore: 0 })),
      ),
    );
  }
}
