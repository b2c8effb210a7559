import { useDraft } from "@lockstep/ui/use-draft.ts";
import { useLatest } from "@lockstep/ui/use-latest.ts";
import type { ApiFailure } from "@lockstep/api/failure.ts";
import type { Side } from "@lockstep/api/wire-common.ts";
import type { Api } from "@lockstep/api/client.ts";
import { useReport } from "../objects/use-unsaved-parts.ts";
import type { ReportUnsaved } from "../objects/use-unsaved-parts.ts";
import type { FilterDrafts, SideDraft } from "./filter-draft.ts";
import { otherSide } from "./record-names.ts";

/** What {@link useFilterDrafts} returns. */
export interface HeldDrafts {
  isReady: boolean;
  drafts: FilterDrafts;
  /** Why they could not be kept on the server. */
  failure: ApiFailure | null;
  /** Takes over what was entered for a side; null ends it. */
  put: (side: Side, draft: SideDraft | null) => void;
  /** A side was saved: its draft ends, and the other side's goes on from the version this made. */
  settle: (saved: Side, version: number) => void;
}

/** The filters of an object type that somebody is editing; the page asks before they are left. */
export function useFilterDrafts(api: Api, objectType: string, report: ReportUnsaved): HeldDrafts {
  const { isReady, value, failure, change, drop } = useDraft<FilterDrafts>(
    api,
    `filters.${objectType}`,
  );
  const drafts = value ?? {};
  const latest = useLatest(drafts);
  useReport(report, objectType, Object.keys(drafts).length > 0);

  const keep = (next: FilterDrafts): void => {
    if (Object.keys(next).length === 0) void drop();
    else change(next);
  };
  return {
    isReady,
    drafts,
    failure,
    put: (side, draft) => keep(withSide(latest.current, side, draft)),
    settle: (saved, version) => keep(afterSaving(latest.current, saved, version)),
  };
}

function withSide(drafts: FilterDrafts, side: Side, draft: SideDraft | null): FilterDrafts {
  const { [side]: _before, ...others } = drafts;
  return draft === null ? others : { ...others, [side]: draft };
}

function afterSaving(drafts: FilterDrafts, saved: Side, version: number): FilterDrafts {
  const side = otherSide(saved);
  const other = drafts[side];
  if (other === undefined) return {};
  // One that was begun from yet another version has to meet what was saved in between.
  const isOnSame = other.basedOn === drafts[saved]?.basedOn;
  return { [side]: isOnSame ? { ...other, basedOn: version } : other };
}
