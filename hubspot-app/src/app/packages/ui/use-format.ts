import { useMemo } from "react";
import { useExtensionContext } from "@hubspot/ui-extensions";
import { createFormat } from "./format.ts";
import type { Format } from "./format.ts";

/** Words moments and numbers in the user's language and time zone. */
export function useFormat(): Format {
  const { locale } = useExtensionContext().user;
  return useMemo(() => createFormat({ locale }), [locale]);
}
