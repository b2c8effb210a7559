import type { Dice } from "./dice.ts";

/** A worker process as the scheduler sees it: what it waits for dies with it. */
export interface Process {
  readonly name: string;
  isAlive: boolean;
  /** Does not run before this virtual time, though its requests travel on. */
  pausedUntil: number;
}

/** What a request is sent to; a dead process's request to a vendor may still arrive. */
export type Target = "store" | "vendor" | "self";

interface Step {
  readonly process: Process;
  readonly target: Target;
  readonly label: string;
  readonly effect: () => unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (thrown: unknown) => void;
  /** Whether the effect has happened and only its answer is under way. */
  isAnswer: boolean;
  outcome: { readonly value: unknown } | { readonly thrown: unknown } | null;
  readyAt: number;
  /** Latest virtual time at which the effect happens. */
  readonly deadline: number;
}

/** Times of one request, in virtual milliseconds from now. */
export interface RequestTiming {
  readonly delayMs?: number;
  readonly deadlineMs?: number;
}

/** How the scheduler moves its clock and whom it lets interfere. */
export interface SchedulerOptions {
  readonly dice: Dice;
  readonly startAt: number;
  /** Longest ordinary step of the clock, in milliseconds. */
  readonly stepMs: number;
  /** Called before each step; may edit records, crash or pause processes. */
  readonly interfere: (running: Process) => void;
}

function hexOf(part: number): string {
  return (part >>> 0).toString(16).padStart(8, "0");
}

/**
 * Picks which await goes on next. Nothing happens in parallel and no real timer runs: a step is an
 * effect or the arrival of its answer, then everything that follows without another await.
 */
export class Scheduler {
  now: number;
  steps = 0;
  private traceA = 0x811c9dc5;
  private traceB = 0x1234567;
  private readonly pending: Step[] = [];
  private readonly options: SchedulerOptions;

  constructor(options: SchedulerOptions) {
    this.options = options;
    this.now = options.startAt;
  }

  /** Hash of everything that happened so far. */
  get traceHash(): string {
    return hexOf(this.traceA) + hexOf(this.traceB);
  }

  /** Takes a fact into the trace. */
  note(text: string): void {
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      this.traceA = Math.imul(this.traceA ^ code, 0x01000193);
      this.traceB = Math.imul(this.traceB ^ (code + index), 0x85ebca6b);
    }
  }

  /** Performs an effect at a moment of the scheduler's choice; resolves at a later one. */
  perform<Result>(
    process: Process,
    target: Target,
    label: string,
    effect: () => Result,
    timing: RequestTiming = {},
  ): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      // A dead process neither sends nor waits.
      if (!process.isAlive) return;
      this.pending.push({
        process,
        target,
        label,
        effect,
        resolve,
        reject,
        isAnswer: false,
        outcome: null,
        readyAt: this.now + (timing.delayMs ?? 0),
        deadline: this.now + (timing.deadlineMs ?? 1e15),
      });
    });
  }

  /** Lets a process wait. */
  sleep(process: Process, delayMs: number): Promise<void> {
    return this.perform(process, "self", "sleep", () => {}, { delayMs });
  }

  /** Ends a process. Requests that it sent to a vendor may still arrive, those to the store too. */
  crash(process: Process): void {
    process.isAlive = false;
    for (let index = this.pending.length - 1; index >= 0; index -= 1) {
      const step = this.pending[index];
      if (step?.process !== process) continue;
      this.pending.splice(index, 1);
      if (step.isAnswer || step.target === "self" || !this.options.dice.chance(0.5)) continue;
      if (step.target === "store") this.runEffect(step);
      else this.pending.push({ ...step, resolve: () => {}, reject: () => {} });
    }
  }

  /** True while anything of a living process is under way. */
  get isBusy(): boolean {
    return this.pending.some((step) => step.process.isAlive);
  }

  /** Takes one step, then waits until everything that follows from it has happened. */
  async step(): Promise<void> {
    const chosen = this.choose();
    if (chosen === undefined) throw new Error("nothing is under way: the simulation is stuck");
    this.steps += 1;
    this.options.interfere(chosen.process);
    // The interference may have ended the process, and the step with it.
    const index = this.pending.indexOf(chosen);
    if (index === -1) return;
    this.pending.splice(index, 1);
    this.advance(chosen);
    if (chosen.isAnswer) this.answer(chosen);
    else this.runEffect(chosen);
    // A tick comes when no microtask is left; unlike an immediate it costs no turn of the event loop.
    await new Promise<void>((resolve) => {
      process.nextTick(resolve);
    });
  }

  private choose(): Step | undefined {
    const { dice, stepMs } = this.options;
    if (this.pending.length === 0) return undefined;
    const overdue = this.pending.find((one) => !one.isAnswer && one.deadline <= this.now + stepMs);
    if (overdue !== undefined) return overdue;
    const ready = this.pending.filter((one) => this.readyTime(one) <= this.now);
    if (ready.length > 0) return dice.pick(ready);
    let first = this.pending[0];
    for (const one of this.pending) {
      if (first === undefined || this.readyTime(one) < this.readyTime(first)) first = one;
    }
    return first;
  }

  /** Requests travel while their process is paused; only the process itself waits. */
  private readyTime(step: Step): number {
    const isPaused = step.isAnswer || step.target === "self";
    return isPaused ? Math.max(step.readyAt, step.process.pausedUntil) : step.readyAt;
  }

  private advance(step: Step): void {
    const { dice, stepMs } = this.options;
    const ordinary = this.now + 1 + dice.below(stepMs);
    const ready = this.readyTime(step);
    const bound = this.pending.reduce(
      (least, one) => (one.isAnswer ? least : Math.min(least, one.deadline)),
      step.isAnswer ? 1e15 : step.deadline,
    );
    // No effect happens after its deadline, however long others sleep.
    this.now = Math.max(this.now, Math.min(Math.max(ordinary, ready), Math.max(bound, ready)));
  }

  private runEffect(step: Step): void {
    this.note(`${step.process.name}>${step.label}@${this.now}`);
    try {
      step.outcome = { value: step.effect() };
    } catch (thrown) {
      step.outcome = { thrown };
    }
    if (!step.process.isAlive) return;
    step.isAnswer = true;
    this.pending.push(step);
  }

  private answer(step: Step): void {
    this.note(`${step.process.name}<${step.label}`);
    const { outcome } = step;
    if (outcome === null) return;
    if ("thrown" in outcome) step.reject(outcome.thrown);
    else step.resolve(outcome.value as never);
  }
}
