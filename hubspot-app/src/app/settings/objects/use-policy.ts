import type { ApiFailure } from "@lockstep/api/failure.ts";
import type { Policy, PolicyRequest } from "@lockstep/api/wire-objects.ts";
import { useAction } from "@lockstep/ui/use-action.ts";
import { useDraft } from "@lockstep/ui/use-draft.ts";
import { savedWords } from "../frame/saved-words.ts";
import type { TabContext } from "../tab-context.ts";
import { checkPolicy } from "./check-policy.ts";
import { domainsIn } from "./domains.ts";
import { addToChange, isDifferent, withChange } from "./policy-change.ts";

/** What the controls of a policy are given. */
export interface PolicyForm {
  context: TabContext;
  /** As it would be once saved. */
  policy: Policy;
  isReadOnly: boolean;
  /** What is wrong with what was entered, by the field that the server would name. */
  problems: ReadonlyMap<string, string>;
  /** What the server said of the latest attempt to save. */
  failure: ApiFailure | null;
  change: (part: PolicyRequest) => void;
}

/** A policy that is being changed. */
export interface PolicyEditor {
  form: PolicyForm;
  isReady: boolean;
  isUnsaved: boolean;
  isSaving: boolean;
  /** Why the draft is not kept on the server. */
  draftFailure: ApiFailure | null;
  save: () => Promise<void>;
  discard: () => void;
}

/** Lets a person change a policy, with a draft on the server until it is saved. */
export function usePolicy(
  context: TabContext,
  stored: Policy,
  onSaved: (policy: Policy) => void,
): PolicyEditor {
  const { api, actions, rights, overview, reloadOverview } = context;
  const { objectType } = stored;
  const draft = useDraft<PolicyRequest>(api, `objects.${objectType}`);
  const entered = draft.value ?? {};
  const policy = withChange(stored, entered);

  const { run, isRunning, failure, clear } = useAction(async () => {
    const path = { objectType };
    const body = { ...toRequest(entered) };
    const saved = await api.call("put /objects/:objectType/policy", { path, body });
    await draft.drop();
    onSaved(saved);
    const message = savedWords(overview, "Records follow in the next minutes.");
    actions.addAlert({ type: "success", message });
    await reloadOverview();
  });

  return {
    form: {
      context,
      policy,
      isReadOnly: !rights.settings || isRunning,
      problems: checkPolicy(policy),
      failure,
      change: (part) => draft.change(addToChange(entered, part)),
    },
    isReady: draft.isReady,
    isUnsaved: isDifferent(stored, entered),
    isSaving: isRunning,
    draftFailure: draft.failure,
    save: async () => void (await run()),
    discard: () => {
      clear();
      void draft.drop();
    },
  };
}

/** What was entered, as it is sent. */
function toRequest(change: PolicyRequest): PolicyRequest {
  const { freeEmailDomains: domains, ...rest } = change;
  if (domains === undefined) return rest;
  const { added, removed } = domains;
  return { ...rest, freeEmailDomains: { added: domainsIn(added), removed: domainsIn(removed) } };
}
