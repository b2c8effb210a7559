import type { Api } from "@lockstep/api/client.ts";
import type { Page } from "@lockstep/api/wire-common.ts";
import type { Review } from "@lockstep/api/wire-records.ts";
import { useLoad } from "@lockstep/ui/use-load.ts";
import type { Load } from "@lockstep/ui/use-load.ts";
import { useState } from "react";

/** What {@link useReviews} returns. */
export interface Reviews {
  load: Load<Page<Review>>;
  /** Counted from 1. */
  page: number;
  /** Null on the first page. */
  goBack: (() => void) | null;
  goOn: (next: string) => void;
}

/** Reads records that a person has to match, page by page. */
export function useReviews(api: Api, objectType: string): Reviews {
  // The pages so far, each by where it begins: a list that is paged by position has no way back.
  const [starts, setStarts] = useState<readonly (string | null)[]>([null]);
  const after = starts.at(-1) ?? null;
  const load = useLoad(`${objectType} ${after ?? ""}`, () =>
    api.call("get /objects/:objectType/reviews", {
      path: { objectType },
      query: after === null ? {} : { after },
    }),
  );
  return {
    load,
    page: starts.length,
    goBack: starts.length > 1 ? () => setStarts(starts.slice(0, -1)) : null,
    goOn: (next) => setStarts([...starts, next]),
  };
}
