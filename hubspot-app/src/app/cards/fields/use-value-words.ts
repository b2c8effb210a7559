import { useExtensionContext } from "@hubspot/ui-extensions";
import type { DescribedValue } from "@lockstep/api/wire-card.ts";
import { createFormat } from "@lockstep/ui/format.ts";
import { useMemo } from "react";

/** How a value is to be shown, and the value in words. */
export type WordedValue = Pick<DescribedValue, "kind" | "text">;

/** Shows values as the reader writes them; null for an empty field. */
export type ValueWords = (value: WordedValue) => string | null;

/** Digits behind the point that are shown; a number with more is shown as it is. */
const MAX_DIGITS = 3;

/** Makes {@link ValueWords} for the user's language and time zone. */
export function useValueWords(): ValueWords {
  const { locale } = useExtensionContext().user;
  return useMemo(() => {
    const moments = createFormat({ locale });
    // A day is the same day everywhere: it has no zone that could move it.
    const days = createFormat({ locale, timeZone: "UTC" });
    const ways: Partial<Record<WordedValue["kind"], (text: string) => string>> = {
      number: (text) => (isShort(text) ? moments.number(Number(text)) : text),
      date: (text) => (isMoment(text) ? days.date(text) : text),
      datetime: (text) => (isMoment(text) ? moments.dateTime(text) : text),
    };
    return ({ kind, text }) => (text === null ? null : (ways[kind]?.(text) ?? text));
  }, [locale]);
}

function isShort(text: string): boolean {
  const [, digits = ""] = text.split(".");
  return text.trim() !== "" && Number.isFinite(Number(text)) && digits.length <= MAX_DIGITS;
}

function isMoment(text: string): boolean {
  return !Number.isNaN(Date.parse(text));
}
