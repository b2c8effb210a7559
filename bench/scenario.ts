import type { Figure } from "./figures.ts";

/** What a scenario gets to work with. */
export interface BenchContext {
  /** Folder for everything it keeps; nobody else's. */
  folder: string;
  /** Feeds every random choice; printed, so that a run can be repeated. */
  seed: number;
  /** Tells a person what is going on. */
  say: (line: string) => void;
  signal: AbortSignal;
}

/** A bench that can be asked for by name. */
export interface Scenario {
  name: string;
  /** One sentence for the list of scenarios. */
  summary: string;
  run: (context: BenchContext) => Promise<readonly Figure[]>;
}
