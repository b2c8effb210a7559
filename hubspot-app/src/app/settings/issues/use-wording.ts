import { createFormat } from "@lockstep/ui/format.ts";
import { useMemo } from "react";
import type { TabContext } from "../tab-context.ts";
import type { Wording } from "./review-words.ts";

/** How values of records to be compared are worded for whoever looks. */
export function useWording({ format, locale }: Pick<TabContext, "format" | "locale">): Wording {
  return useMemo(
    () => ({ format, days: createFormat({ locale, timeZone: "UTC" }) }),
    [format, locale],
  );
}
