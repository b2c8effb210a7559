import type { ApiFailure } from "@lockstep/api/failure.ts";
import type {
  Fields,
  Mapping,
  MappingRowRequest,
  StageMapRequest,
  ValueMapRequest,
} from "@lockstep/api/wire-mapping.ts";
import { useDraft } from "@lockstep/ui/use-draft.ts";
import type { TabContext } from "../tab-context.ts";
import { emptyDraft, isEmpty, shownRows, withEdit, withoutEdit, withoutRow } from "./change.ts";
import type { MappingDraft, ShownRow } from "./change.ts";

/** A mapping that is being changed; every change goes into the draft until it is saved as a whole. */
export interface MappingEditor {
  context: TabContext;
  mapping: Mapping;
  fields: Fields;
  draft: MappingDraft;
  rows: ShownRow[];
  isReady: boolean;
  isUnsaved: boolean;
  /** Somebody saved another version since the draft was begun. */
  isBehind: boolean;
  isReadOnly: boolean;
  draftFailure: ApiFailure | null;
  edit: (row: MappingRowRequest) => void;
  remove: (hubspot: string) => void;
  takeBack: (hubspot: string) => void;
  setValueMap: (name: string, map: ValueMapRequest) => void;
  setStageMap: (name: string, map: StageMapRequest) => void;
  /** Puts the draft on top of what is stored now. */
  catchUp: () => void;
  discard: () => Promise<void>;
}

/** Lets a person change a mapping, with a draft on the server until it is saved. */
export function useMapping(context: TabContext, mapping: Mapping, fields: Fields): MappingEditor {
  const kept = useDraft<MappingDraft>(context.api, `mappings.${mapping.objectType}`);
  const draft = kept.value ?? emptyDraft(mapping);
  const change = (next: MappingDraft): void => {
    if (isEmpty(next)) void kept.drop();
    else kept.change(next);
  };
  const isUnsaved = !isEmpty(draft);
  return {
    context,
    mapping,
    fields,
    draft,
    rows: shownRows(mapping, draft),
    isReady: kept.isReady,
    isUnsaved,
    isBehind: isUnsaved && draft.basedOn !== mapping.version,
    isReadOnly: !context.rights.settings,
    draftFailure: kept.failure,
    edit: (row) => change(withEdit(mapping, draft, row)),
    remove: (hubspot) => change(withoutRow(mapping, draft, hubspot)),
    takeBack: (hubspot) => change(withoutEdit(draft, hubspot)),
    setValueMap: (name, map) =>
      change({ ...draft, valueMaps: { ...draft.valueMaps, [name]: map } }),
    setStageMap: (name, map) =>
      change({ ...draft, stageMaps: { ...draft.stageMaps, [name]: map } }),
    catchUp: () => change({ ...draft, basedOn: mapping.version }),
    discard: kept.drop,
  };
}
