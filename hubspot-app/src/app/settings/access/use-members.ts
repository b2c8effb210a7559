import type { ApiFailure } from "@lockstep/api/failure.ts";
import type { Access } from "@lockstep/api/wire-people.ts";
import { useAction } from "@lockstep/ui/use-action.ts";
import { useDraft } from "@lockstep/ui/use-draft.ts";
import { useUnsaved } from "../frame/use-unsaved.ts";
import type { TabContext } from "../tab-context.ts";
import { draftOf, isSame, losesSettings, problemOf } from "./access-draft.ts";
import type { AccessDraft } from "./access-draft.ts";

/** What {@link useMembers} returns. */
export interface MembersDraft {
  /** False until it is known whether something was entered before. */
  isReady: boolean;
  draft: AccessDraft;
  isUnsaved: boolean;
  /** Why it cannot be saved; null: it can. */
  problem: string | null;
  /** Saving takes the right to change settings away from whoever saves. */
  locksOut: boolean;
  isSaving: boolean;
  failure: ApiFailure | null;
  change: (draft: AccessDraft) => void;
  save: () => void;
  discard: () => void;
}

/** Keeps who is to do what until it is saved. @param onSaved - gets what is stored then */
export function useMembers(
  context: TabContext,
  access: Access,
  onSaved: (access: Access) => void,
): MembersDraft {
  const { api, actions, reloadOverview, userId } = context;
  const kept = useDraft<AccessDraft>(api, "access");
  const stored = draftOf(access);
  const draft = kept.value ?? stored;
  const isUnsaved = kept.value !== null && !isSame(kept.value, stored);
  useUnsaved(context, "access", isUnsaved);

  const action = useAction(async () => {
    const saved = await api.call("put /access", { body: { members: draft.members } });
    await kept.drop();
    actions.addAlert({ type: "success", message: "It is saved who may do what." });
    onSaved(saved);
    await reloadOverview();
  });
  return {
    isReady: kept.isReady,
    draft,
    isUnsaved,
    problem: problemOf(draft),
    locksOut: losesSettings(stored, draft, userId),
    isSaving: action.isRunning,
    failure: action.failure ?? kept.failure,
    change: (changed) => {
      action.clear();
      kept.change(changed);
    },
    save: () => void action.run(),
    discard: () => {
      action.clear();
      void kept.drop();
    },
  };
}
