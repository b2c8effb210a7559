import { useExtensionActions } from "@hubspot/ui-extensions";
import type { Api } from "@lockstep/api/client.ts";
import type { Card } from "@lockstep/api/wire-card.ts";
import { useLatest } from "@lockstep/ui/use-latest.ts";
import { useLoad } from "@lockstep/ui/use-load.ts";
import type { Load } from "@lockstep/ui/use-load.ts";
import { usePolling } from "@lockstep/ui/use-polling.ts";
import { useCallback, useEffect } from "react";
import { isOnItsWay } from "./record/state-words.ts";
import { useNow } from "./use-now.ts";

/** What {@link useCard} returns. */
export interface LoadedCard {
  load: Load<Card>;
  /** Something was written: reads the card again, and HubSpot its own properties. */
  changed: () => Promise<void>;
}

/** Milliseconds between two looks at a record that a worker has in hand; no vendor is called for it. */
const PENDING_MS = 3000;

/**
 * Reads the card of a HubSpot record, and again whenever there is something new: a person or another
 * card has changed the record in HubSpot, or a worker is done with it.
 */
export function useCard(api: Api, objectType: string, recordId: string): LoadedCard {
  const path = { objectType, side: "hubspot", recordId };
  const load = useLoad(`${objectType} ${recordId}`, () =>
    api.call("get /records/:objectType/:side/:recordId/card", { path }),
  );
  const { loaded, reload } = load;
  const now = useNow();
  const { onCrmPropertiesUpdate, refreshObjectProperties } =
    useExtensionActions<"crm.record.tab">();

  const loadedRef = useLatest(loaded);
  // HubSpot has no way to stop telling: each card asks to be told once.
  const tellRef = useLatest(onCrmPropertiesUpdate);
  useEffect(() => {
    let isOver = false;
    tellRef.current("*", () => {
      const { current } = loadedRef;
      // While it is being read there is nothing newer to read; it also ends our own refreshing.
      if (!isOver && current.status === "ready" && !current.isStale) void reload();
    });
    return () => {
      isOver = true;
    };
  }, [tellRef, reload, loadedRef]);

  const isWatched = loaded.status === "ready" && !loaded.isStale && isOnItsWay(loaded.value, now);
  usePolling(
    async () => {
      if (!(await isStillPending(api, path))) await reload();
    },
    { isOn: isWatched, everyMs: PENDING_MS },
  );

  const changed = useCallback(async () => {
    const read = reload();
    refreshObjectProperties();
    await read;
  }, [reload, refreshObjectProperties]);
  return { load, changed };
}

async function isStillPending(
  api: Api,
  path: { objectType: string; side: string; recordId: string },
): Promise<boolean> {
  try {
    // Of what was written before only the record's standing is of interest.
    const query = { since: new Date().toISOString() };
    const reply = await api.call("get /records/:objectType/:side/:recordId/sync", { path, query });
    return reply.isPending;
  } catch {
    // The next look is soon enough.
    return true;
  }
}
