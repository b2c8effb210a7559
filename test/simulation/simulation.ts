import type { ConflictRule, ObjectType } from "../../server/sync/model.ts";
import type { SyncContext } from "../../server/usecases/engine.ts";
import { makeContexts, type Sabotage, type Shared } from "./contexts.ts";
import { Dice } from "./dice.ts";
import type { EngineModules } from "./engine-modules.ts";
import { Jobs } from "./jobs.ts";
import type { PortalTables } from "./memory-portal.ts";
import { emptyTables, type Tables } from "./memory-tables.ts";
import { checkCreation } from "./oracle-creation.ts";
import type { Finding } from "./oracle-findings.ts";
import { counterpartOf } from "./oracle-links.ts";
import { rollOut } from "./filter-switch.ts";
import { People } from "./people.ts";
import { withRememberedKeys } from "./remembered-keys.ts";
import { Scheduler, type Process } from "./scheduler.ts";
import type { VendorRecord } from "./vendor-record.ts";
import { VendorRecords, type Announcement } from "./vendor-records.ts";
import { makeWorld, type World } from "./world.ts";

/** How to run a seed. */
export interface SimulationOptions {
  readonly engine: EngineModules;
  readonly conflictRule?: ConflictRule | undefined;
  readonly workers?: number | undefined;
  /** Step from which on the next process to run dies, instead of at random ones. */
  readonly crashAt?: number | undefined;
  /** Leaves contacts and deals out. */
  readonly onlyCompanies?: boolean | undefined;
  readonly sabotage?: Sabotage | undefined;
}

/** Long enough for every claim, backoff and search lag to end. */
const QUIET_JUMP_MS = 3 * 60 * 60_000;

/** More steps than any healthy run takes. */
const MAX_STEPS = 40_000;

const START = Date.UTC(2026, 0, 5, 9);

/** The pass in which every record is looked at, whether anything announced a change or not. */
export const LAST_LOOK = 4;

const LARGE_PAGE = 100;

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
  private quietPass = 0;
  private lastWorkerStep = 0;
  private processes = 0;
  private readonly dice: Dice;
  private readonly options: SimulationOptions;
  private readonly portal: PortalTables;
  private readonly web: Process = { name: "web", isAlive: true, pausedUntil: 0 };
  private readonly shared: Shared;
  private readonly jobs: Jobs;
  private contexts = new WeakMap<Process, readonly SyncContext[]>();

  constructor(seed: number, options: SimulationOptions) {
    this.options = options;
    this.world = makeWorld(seed, options);
    this.dice = new Dice(seed);
    const definitions = definitionsOf(options.engine);
    this.tables = emptyTables(
      Object.fromEntries([...definitions].map(([type, { claimKinds }]) => [type, claimKinds])),
    );
    this.portal = { state: "configured", runs: [], store: this.tables };
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
      created: (record) => {
        this.watchCreation(record);
      },
    });
    this.people = new People(this.world, this.dice, this.records, {
      now: () => this.scheduler.now,
      counterpart: (record) => counterpartOf(this.tables, this.records, record),
    });
    const { world, tables, scheduler } = this;
    this.shared = { world, tables, scheduler, definitions, sabotage: options.sabotage };
    this.jobs = new Jobs({
      engine: options.engine,
      shared: this.shared,
      dice: this.dice,
      records: this.records,
      portal: this.portal,
      contextsOf: (process) => this.contextsOf(process),
    });
  }

  /** The busy phase: people edit, calls fail, processes die. Returns between which steps workers work. */
  async runBusy(): Promise<{ readonly from: number; readonly to: number }> {
    await this.begin();
    const from = this.scheduler.steps;
    const workers = this.options.workers ?? (this.dice.chance(0.4) ? 2 : 1);
    for (let index = 0; index < workers; index += 1) this.startWorker();
    await this.settle();
    return { from, to: this.lastWorkerStep };
  }

  /** Works until everything that is under way has come to an end. */
  private async settle(): Promise<void> {
    while (this.scheduler.isBusy && this.scheduler.steps < MAX_STEPS) await this.scheduler.step();
    if (this.scheduler.isBusy) this.fail("engine-error", "the run does not come to an end");
  }

  private async begin(): Promise<void> {
    if (this.world.hasFirstSync) {
      const count = this.dice.between(3, 12);
      for (let index = 0; index < count; index += 1) this.scheduler.note(this.people.act());
      return;
    }
    this.portal.state = "live";
    const process = this.newProcess("setup");
    this.isQuiet = true;
    void this.attempt(process, async () => {
      for (const context of this.contextsOf(process)) {
        await this.options.engine.startPolling(context);
      }
    });
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
      await this.attempt(process, this.jobs.choose(process));
    }
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

  /** What can only be judged at the very moment of a create. */
  private watchCreation(record: VendorRecord): void {
    const { world, records, tables, portal } = this;
    // A sweep that was under way ends in the first pass; the next one sees everything.
    const isQuiet = this.quietPass > 1;
    const now = this.scheduler.now;
    const isLive = portal.state === "live" || portal.state === "first-sync";
    this.failures.push(...checkCreation({ world, records, tables, now, isQuiet, isLive }, record));
  }

  private interfere(running: Process): void {
    if (this.isQuiet) return;
    const { dice, world, scheduler } = this;
    if (running !== this.web) this.lastWorkerStep = scheduler.steps;
    if (!this.isOver && dice.chance(world.editRate)) {
      // Nobody types within the very millisecond of something else.
      scheduler.now += 1;
      scheduler.note(this.people.act());
      this.turnFilters();
    }
    if (this.isTimeToCrash()) this.crash(running);
    else if (!this.isOver && dice.chance(world.pauseRate) && running !== this.web) {
      scheduler.note(`pause ${running.name}`);
      running.pausedUntil = scheduler.now + dice.between(5000, 90_000);
    }
  }

  /** Somebody sets a filter or takes it away; jobs that have begun go on under what they read. */
  private turnFilters(): void {
    const { world, tables, records, people, scheduler } = this;
    for (const { objectType, filter } of world.objects) {
      const now = { order: records.order, at: scheduler.now };
      if (filter?.turn(people.editsLeft, now) !== true) continue;
      scheduler.note(`filter of ${objectType} is ${filter.isOn ? "on" : "off"}`);
      rollOut(tables, objectType, { version: filter.version, now: scheduler.now });
      this.contexts = new WeakMap();
    }
  }

  private isTimeToCrash(): boolean {
    const { crashAt } = this.options;
    if (crashAt !== undefined) return this.crashes === 0 && this.scheduler.steps >= crashAt;
    return !this.isOver && this.dice.chance(this.world.crashRate);
  }

  private crash(running: Process): void {
    if (running === this.web) return;
    this.crashes += 1;
    this.scheduler.note(`crash ${running.name}`);
    this.scheduler.crash(running);
    this.startWorker();
  }

  private announce({ isOnlyTrace, ...hint }: Announcement): void {
    const { dice, world } = this;
    // Without sweeps nothing else would ever show the change.
    const isSure = isOnlyTrace && !world.hasSweep && world.hintRate > 0;
    if (this.isQuiet || !(isSure || dice.chance(world.hintRate))) return;
    const times = dice.chance(0.1) ? 2 : 1;
    for (let index = 0; index < times; index += 1) {
      const delay = dice.below(dice.chance(0.1) ? 10 * 60_000 : 3000);
      void this.deliver(hint, delay);
    }
  }

  private async deliver(
    hint: Parameters<EngineModules["receiveHints"]>[2][number],
    delay: number,
  ): Promise<void> {
    await this.scheduler.sleep(this.web, delay);
    const [context] = this.contextsOf(this.web);
    if (context === undefined) return;
    await this.options.engine.receiveHints(context.store, context.clock, [hint]);
  }

  private contextsOf(process: Process): readonly SyncContext[] {
    const known = this.contexts.get(process);
    if (known !== undefined) return known;
    const made = makeContexts(this.shared, process, {
      records: this.records,
      dice: this.dice,
      AppError: this.options.engine.AppError,
      faultRate: () => (this.isQuiet || this.isOver ? 0 : this.world.faultRate),
      // Small pages prove themselves in the first pass.
      pageSize: () => (this.quietPass > 1 ? LARGE_PAGE : this.world.pageSize),
      onCall: () => {
        this.calls += 1;
      },
    });
    this.contexts.set(process, made);
    return made;
  }

  /** Everything once more without edits and faults; returns the records that were written. */
  async runQuietPass(pass: number): Promise<readonly VendorRecord[]> {
    this.isQuiet = true;
    this.quietPass = pass;
    this.scheduler.now += QUIET_JUMP_MS;
    this.records.writtenByApp.length = 0;
    const process = this.newProcess(`quiet${pass}-`);
    void this.attempt(process, async () => {
      const isDone = await this.jobs.settle(process, pass === LAST_LOOK);
      if (!isDone) this.fail("not-converged", "some record is put off again and again");
    });
    await this.settle();
    return [...this.records.writtenByApp];
  }
}

function definitionsOf(engine: EngineModules): ReadonlyMap<ObjectType, SyncContext["definition"]> {
  const all = [
    withRememberedKeys(engine.companyDefinition),
    engine.contactDefinition,
    engine.dealDefinition,
  ];
  return new Map(all.map((definition) => [definition.objectType, definition]));
}
