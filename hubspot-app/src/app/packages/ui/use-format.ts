import { useMemo } from "react";
import { useExtensionContext } from "@hubspot/ui-extensions";
import { createFormat } from "./format.ts";
import type { Format } from "./format.ts";

/** Words moments and numbers in the user's language and the portal's time zone. */
export function useFormat(): Format {
  const { user, portal } = useExtensionContext();
  const { locale } = user;
  const { timezone } = portal;
  return useMemo(() => createFormat({ locale, timeZone: timezone }), [locale, timezone]);
}
