import { LANES, type ObjectType, type RecordRef } from "../sync/model.ts";
import type { Clock } from "../sync/ports.ts";
import type { DirtyMark } from "../sync/pair-ports.ts";
import type { SyncStore } from "../sync/store-ports.ts";

/** A vendor's word that a record may have changed. Nothing in it is believed but the id. */
export interface Hint extends RecordRef {
  readonly objectType: ObjectType;
  /** True when a write of ours caused it. */
  readonly isEcho: boolean;
}

/**
 * How long an echo waits for a poll to find its record clean, in milliseconds: a person's edit can
 * hide in the same moment, so it is not dropped, but two polls usually make it needless.
 */
const ECHO_DELAY_MS = 150_000;

/** Marks hinted records dirty, in one transaction and without any call. */
export async function receiveHints(
  store: Pick<SyncStore, "markDirty">,
  clock: Clock,
  hints: readonly Hint[],
): Promise<void> {
  if (hints.length === 0) return;
  await store.markDirty(
    hints.map(({ isEcho, ...ref }): DirtyMark => ({
      ...ref,
      lane: isEcho ? LANES.echo : LANES.hint,
      notBefore: isEcho ? clock.now() + ECHO_DELAY_MS : 0,
    })),
  );
}
