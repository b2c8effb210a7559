import type { Side } from "./records.ts";

/** Why a record is not linked, or why a field of a linked record differs. */
export interface Explanation {
  side: Side;
  id: string;
  /** Either side's field name; without one the whole record is meant. */
  field?: string;
  reason: string;
}

/** The parts of a report's line that explain something. */
export interface ReportLine {
  hubspotId?: string | null;
  connectwiseId?: string | null;
  action: string;
  reason?: string | null;
}

/** Actions that leave a record, or a field of it, as it is. */
const standing = new Set(["review", "excluded", "waiting", "attention"]);

/**
 * Turns a report's lines into explanations: a line that left records as they are explains each of
 * them, if it gives a reason.
 */
export function explanationsFrom(lines: readonly ReportLine[]): Explanation[] {
  return lines.flatMap(({ hubspotId, connectwiseId, action, reason }) => {
    const words = (reason ?? "").trim();
    if (!standing.has(action) || words === "") return [];
    const text = `${action}: ${words}`;
    return [
      ...(hubspotId ? [{ side: "hubspot" as const, id: hubspotId, reason: text }] : []),
      ...(connectwiseId ? [{ side: "connectwise" as const, id: connectwiseId, reason: text }] : []),
    ];
  });
}

/** Explanations by record, quick to look up. */
export class Explanations {
  readonly #byRecord = new Map<string, Explanation[]>();

  constructor(explanations: readonly Explanation[]) {
    for (const explanation of explanations) {
      if (explanation.reason.trim() === "") continue;
      const key = `${explanation.side}:${explanation.id}`;
      const known = this.#byRecord.get(key);
      if (known === undefined) this.#byRecord.set(key, [explanation]);
      else known.push(explanation);
    }
  }

  /** @returns the reason given for a record, whichever field it names. */
  forRecord(side: Side, id: string): string | undefined {
    return this.#byRecord.get(`${side}:${id}`)?.[0]?.reason;
  }

  /** @returns the reason given for one of a record's fields or for the record as a whole. */
  forField(side: Side, id: string, fields: readonly string[]): string | undefined {
    return this.#byRecord
      .get(`${side}:${id}`)
      ?.find(({ field }) => field === undefined || fields.includes(field))?.reason;
  }
}
