import type { Mapping } from "@lockstep/api/wire-mapping.ts";
import type { Refusal } from "./row-problems.ts";
import type { MappingEditor } from "./use-mapping.ts";
import type { Wanted } from "./use-review.ts";

/** What the review of a change is given. */
export interface ReviewViewProps {
  editor: MappingEditor;
  wanted: Wanted;
  onBack: () => void;
  onSaved: (mapping: Mapping) => Promise<void>;
  onRefused: (refusal: Refusal) => void;
}
