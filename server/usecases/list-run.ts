import { NO_FINGERPRINT } from "../sync/fingerprint.ts";
import { SIDES, type Side } from "../sync/model.ts";
import type { RecordPage } from "../sync/adapter-ports.ts";
import type { Run, RunChange, RunPlace } from "../sync/run-ports.ts";
import { addPage, fingerprintSettings } from "./check-start.ts";
import { keysOf, type SyncContext } from "./engine.ts";
import { pathsToList } from "./read-parts.ts";
import {
  advanceRun,
  nextPhase,
  NOW,
  objectAt,
  RUN_SLICE_MS,
  type Position,
  type RunContext,
  type RunStep,
} from "./run-position.ts";
import { addListed } from "./run-plans.ts";

/** Where the listing of each side goes on; null: all of it is listed. */
type Places = Readonly<Record<Side, Position | null>>;

/** A page with its place, and where the listing goes on. */
interface Listed {
  readonly place: Position;
  readonly next: Position | null;
  readonly page: RecordPage;
}

/** A page that is under way; null: there is none. */
type Asked = Promise<Listed | null>;

const START: Position = { object: 0, at: null };

/**
 * Pages of a side that are asked for while one is stored. Answers and storing take now longer, now
 * shorter: with fewer pages each would wait for the other.
 */
const PAGES_AHEAD = 3;

/** Records that are stored at a time: while ConnectWise's thousand are, HubSpot's next page is asked for. */
const STAGED_AT_ONCE = 100;

/**
 * Lists both sides at the same time, page by page, until all is staged or the slice is over. The next
 * pages are asked for while one is stored.
 */
export async function listStep(context: RunContext, run: Run): Promise<RunStep> {
  const listing = new Listing(context, run, await fingerprintOf(context, run));
  const sides = await Promise.allSettled(SIDES.map(async (side) => listing.listSide(side)));
  for (const side of sides) if (side.status === "rejected") throw side.reason;
  return NOW;
}

async function fingerprintOf({ objects }: RunContext, { fingerprint }: Run): Promise<string> {
  return fingerprint === NO_FINGERPRINT ? fingerprintSettings(objects) : fingerprint;
}

function placesOf(run: Run): Places {
  if (run.cursor === null) return { hubspot: START, connectwise: START };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by this file only
  return JSON.parse(run.cursor) as Places;
}

/** One slice of a run's listing. */
class Listing {
  private readonly context: RunContext;
  private readonly endsAt: number;
  private run: Run;
  private places: Places;
  private saved: Promise<void> = Promise.resolve();

  constructor(context: RunContext, run: Run, fingerprint: string) {
    this.context = context;
    this.run = { ...run, fingerprint };
    this.places = placesOf(run);
    this.endsAt = this.now() + RUN_SLICE_MS;
  }

  /** Lists one side from where it stands. */
  async listSide(side: Side): Promise<void> {
    const start = this.places[side];
    const asked = [start === null ? Promise.resolve(null) : this.ask(side, start)];
    try {
      for (;;) {
        while (asked.length <= PAGES_AHEAD) asked.push(this.askAfter(side, asked.at(-1)));
        // oxlint-disable-next-line no-await-in-loop -- each page's cursor comes from the one before
        const listed = await asked.shift();
        if (listed === null || listed === undefined) return;
        // oxlint-disable-next-line no-await-in-loop -- a page is stored before the next one
        await this.keep(side, listed);
      }
    } finally {
      // No call may go on behind the step's back.
      await Promise.allSettled(asked);
    }
  }

  private now(): number {
    return this.context.objects[0]?.clock.monotonic() ?? 0;
  }

  private ask(side: Side, place: Position): Asked {
    const object = objectAt(this.context, place);
    const { objectType } = object.definition;
    const listing = object.adapters[side].list(objectType, place.at, pathsToList(object, side));
    const asked = listing.then((page) => ({ place, next: this.placeAfter(place, page), page }));
    // It is waited for in its turn, or at the end.
    asked.catch(() => undefined);
    return asked;
  }

  /** Asks for the page after one that is under way; null once all is listed or the slice is over. */
  private askAfter(side: Side, before: Asked | undefined): Asked {
    const asked = Promise.resolve(before).then((listed) => {
      const next = listed?.next ?? null;
      return next === null || this.now() >= this.endsAt ? null : this.ask(side, next);
    });
    asked.catch(() => undefined);
    return asked;
  }

  private placeAfter(place: Position, { next }: RecordPage): Position | null {
    if (next !== null) return { ...place, at: next };
    const object = place.object + 1;
    return object < this.context.objects.length ? { object, at: null } : null;
  }

  private async keep(side: Side, { place, next, page }: Listed): Promise<void> {
    const object = objectAt(this.context, place);
    await stage(object, side, page);
    const { objectType } = object.definition;
    const { records } = page;
    this.places = { ...this.places, [side]: next };
    this.run = {
      ...this.run,
      total: this.run.total + records.length,
      work: addListed(this.run.work, side, records.length),
      fingerprint: addPage(this.run.fingerprint, { objectType, side }, records),
    };
    await this.save();
  }

  /** One after the other: an older state must not be stored over a newer one. */
  private save(): Promise<void> {
    this.saved = this.saveAfter(this.saved);
    return this.saved;
  }

  private async saveAfter(earlier: Promise<void>): Promise<void> {
    await earlier;
    const { total, work, fingerprint } = this.run;
    const progress = { total, work, fingerprint };
    const stand = this.stand(progress);
    await advanceRun(this.context, this.run, { ...progress, ...stand });
    this.run = { ...this.run, ...stand };
  }

  private stand(progress: RunChange): RunPlace {
    const { hubspot, connectwise } = this.places;
    if (hubspot === null && connectwise === null) {
      const phase = nextPhase({ ...this.run, ...progress, phase: "list-connectwise" });
      return { phase, cursor: null };
    }
    const phase = hubspot === null ? "list-connectwise" : "list-hubspot";
    return { phase, cursor: JSON.stringify(this.places) };
  }
}

async function stage(object: SyncContext, side: Side, { records }: RecordPage): Promise<void> {
  const { objectType } = object.definition;
  for (let from = 0; from < records.length; from += STAGED_AT_ONCE) {
    const some = records.slice(from, from + STAGED_AT_ONCE).map((snapshot) => {
      return { snapshot, matchKeys: keysOf(object, side, snapshot) ?? [] };
    });
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await object.store.stage(objectType, side, some);
  }
}
