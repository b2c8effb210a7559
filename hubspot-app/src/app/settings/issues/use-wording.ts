import { useExtensionContext } from "@hubspot/ui-extensions";
import { createFormat } from "@lockstep/ui/format.ts";
import { useMemo } from "react";
import type { TabContext } from "../tab-context.ts";
import type { Wording } from "./review-words.ts";

/** How values of records to be compared are worded for whoever looks. */
export function useWording({ format, locale }: Pick<TabContext, "format" | "locale">): Wording {
  const { timezone } = useExtensionContext<"settings">().portal;
  return useMemo(() => {
    const days = {
      hubspot: createFormat({ locale, timeZone: timezone }),
      connectwise: createFormat({ locale, timeZone: "UTC" }),
    };
    return { format, days };
  }, [format, locale, timezone]);
}
