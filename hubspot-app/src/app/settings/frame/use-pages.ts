import type { Page } from "@lockstep/api/wire-common.ts";
import { useAction } from "@lockstep/ui/use-action.ts";
import type { Action } from "@lockstep/ui/use-action.ts";
import { useLoad } from "@lockstep/ui/use-load.ts";
import type { Load } from "@lockstep/ui/use-load.ts";
import { useState } from "react";

/** What {@link usePages} returns. */
export interface Pages<Item> {
  /** The first page. */
  load: Load<Page<Item>>;
  /** All pages that were read. */
  items: readonly Item[];
  hasMore: boolean;
  /** Reads the page after those. */
  readMore: Action<[], void>;
}

interface Following<Item> {
  first: Page<Item>;
  items: readonly Item[];
  next: string | null;
}

/**
 * Reads a list page by page, each below the one before. Another key, or reading the first page again,
 * begins anew.
 *
 * @param read - gets `next` of the page before; undefined for the first one
 */
export function usePages<Item>(
  key: string,
  read: (after: string | undefined) => Promise<Page<Item>>,
): Pages<Item> {
  const load = useLoad(key, () => read(undefined));
  const [following, setFollowing] = useState<Following<Item> | null>(null);
  const first: Page<Item> = load.loaded.status === "ready" ? load.loaded.value : NOTHING;
  const more: Following<Item> =
    following?.first === first ? following : { first, items: [], next: first.next };

  const readMore = useAction(async () => {
    if (more.next === null) return;
    const { items, next } = await read(more.next);
    setFollowing({ first, items: [...more.items, ...items], next });
  });
  return {
    load,
    items: [...first.items, ...more.items],
    hasMore: more.next !== null,
    readMore,
  };
}

const NOTHING: Page<never> = { items: [], next: null };
