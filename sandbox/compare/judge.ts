import type { Comparison, ComparisonInput, Difference, LinkedPair } from "./comparison.ts";
import { Explanations } from "./explanations.ts";
import type { FieldReading } from "./field-reading.ts";
import type { Side } from "./records.ts";

const BLANK_STAYS = "emptied by a person on one side; blanks never erase";

function toDifference(
  { hubspotId, connectwiseId }: LinkedPair,
  { field, connectwiseField, hubspot, connectwise }: FieldReading,
): Difference {
  return {
    hubspotId,
    connectwiseId,
    field,
    connectwiseField,
    hubspot: hubspot.shown,
    connectwise: connectwise.shown,
  };
}

/** Decides which differences may stay. */
export class Judge {
  readonly #explanations: Explanations;
  readonly #clears: Set<string>;

  constructor({ explanations = [], clears = [] }: ComparisonInput) {
    this.#explanations = new Explanations(explanations);
    this.#clears = new Set(clears.map(({ side, id, field }) => JSON.stringify([side, id, field])));
  }

  reasonFor(side: Side, id: string): string | undefined {
    return this.#explanations.forRecord(side, id);
  }

  /** @returns the fields that do not agree, those that may stay so apart. */
  compare(
    pair: LinkedPair,
    readings: readonly FieldReading[],
  ): Pick<Comparison, "differences" | "allowed"> {
    const differences: Difference[] = [];
    const allowed: Comparison["allowed"] = [];
    for (const reading of readings) {
      if (reading.hubspot.normal === reading.connectwise.normal) continue;
      const difference = toDifference(pair, reading);
      const reason = this.#excuse(pair, reading);
      if (reason === undefined) differences.push(difference);
      else allowed.push({ ...difference, reason });
    }
    return { differences, allowed };
  }

  /** @returns why a difference may stay, undefined when it may not. */
  #excuse(pair: LinkedPair, reading: FieldReading): string | undefined {
    const names = [reading.field, reading.connectwiseField, ...(reading.otherNames ?? [])];
    const given =
      this.#explanations.forField("hubspot", pair.hubspotId, names) ??
      this.#explanations.forField("connectwise", pair.connectwiseId, names);
    if (given !== undefined) return given;
    const isCleared =
      (reading.hubspot.normal === "" && this.#isCleared("hubspot", pair.hubspotId, names)) ||
      (reading.connectwise.normal === "" &&
        this.#isCleared("connectwise", pair.connectwiseId, names));
    return isCleared ? BLANK_STAYS : undefined;
  }

  #isCleared(side: Side, id: string, names: readonly string[]): boolean {
    return names.some((name) => this.#clears.has(JSON.stringify([side, id, name])));
  }
}
