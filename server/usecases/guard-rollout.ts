import { AppError } from "../sync/errors.ts";
import { isSameMapping } from "../sync/mapping-versions.ts";
import type { MappingVersion } from "../sync/model.ts";
import type { MappingDryRun } from "../sync/settings-ports.ts";

/** More records than this share and number written to at once are something to be asked about. */
const MASS_CHANGE = { share: 0.05, count: 25 };

/** What is known before a mapping is applied to records that are linked already. */
export interface RolloutFacts {
  readonly dryRun: MappingDryRun | null;
  /** Linked records of the object type. */
  readonly links: number;
  /** Number of records to be written to that a person has agreed to. */
  readonly accepts: number | undefined;
}

/**
 * Lets a mapping be applied to linked records only after its own dry run, and to very many only with
 * a person's word.
 *
 * @returns how many records the roll-out is going to write to; null when there are no links
 * @throws AppError `dry_run_needed`, `mass_change`
 */
export function expectedWrites(next: MappingVersion, facts: RolloutFacts): number | null {
  const { dryRun, links, accepts } = facts;
  if (links === 0) return null;
  if (dryRun?.state !== "done" || !isSameMapping(dryRun.mapping, next)) {
    throw new AppError("Nobody has seen yet what this change would do to linked records.", {
      code: "dry_run_needed",
      errorClass: "invalid",
      field: "existing",
      remedy: "Make a dry run of the very same change first, or let it count from now on.",
    });
  }
  const records = dryRun.counts.hubspot + dryRun.counts.connectwise;
  const limit = Math.max(MASS_CHANGE.count, Math.floor(links * MASS_CHANGE.share));
  if (records > limit && accepts !== records) {
    throw new AppError(`This change would write to ${records} records of ${links} pairs.`, {
      code: "mass_change",
      errorClass: "invalid",
      field: "accepts",
      remedy: "Look at the dry run; if that is what you want, agree to this number of records.",
    });
  }
  return records;
}
