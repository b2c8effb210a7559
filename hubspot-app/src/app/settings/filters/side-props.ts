import type { Side } from "@lockstep/api/wire-common.ts";
import type { FilterField, Filters, Policy } from "@lockstep/api/wire-objects.ts";
import type { Format } from "@lockstep/ui/format.ts";
import type { TabContext } from "../tab-context.ts";
import type { SideDraft } from "./filter-draft.ts";

/** What the parts of one direction's filter are given. */
export interface SideProps {
  context: TabContext;
  objectType: string;
  /** Whose records the filter looks at; they go to the other system. */
  side: Side;
  filters: Filters;
  /** What conditions can be about. */
  fields: FilterField[];
  policy: Policy;
  /** Words days that somebody chose, which are the same in every time zone. */
  days: Format;
  /** What somebody is editing; null: nobody is. */
  draft: SideDraft | null;
  /** Takes over what was entered; null: it is given up. */
  onDraft: (draft: SideDraft | null) => void;
  /** The filters as they are stored now; `isOwn`: they were saved from the draft. */
  onStored: (filters: Filters, isOwn: boolean) => void;
}
