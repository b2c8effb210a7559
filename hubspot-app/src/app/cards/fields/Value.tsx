import { Text } from "@hubspot/ui-extensions";
import type { ReactNode } from "react";
import { useValueWords } from "./use-value-words.ts";
import type { WordedValue } from "./use-value-words.ts";

/** What a field holds, or that it holds nothing. */
export function Value({ value }: { value: WordedValue }): ReactNode {
  const text = useValueWords()(value);
  return text === null ? <Text format={{ italic: true }}>Empty</Text> : <Text>{text}</Text>;
}
