import type { ApiFailure } from "@lockstep/api/failure.ts";
import type { Connection, ConnectionRequest } from "@lockstep/api/wire-account.ts";
import { useAction } from "@lockstep/ui/use-action.ts";
import { useDraft } from "@lockstep/ui/use-draft.ts";
import { useState } from "react";
import { useUnsaved } from "../frame/use-unsaved.ts";
import type { TabContext } from "../tab-context.ts";
import { EMPTY, checkInput, fieldOf, refusalWords } from "./connection-fields.ts";
import type { FieldErrors, FieldName } from "./connection-fields.ts";

/** Reading both systems' fields takes its time; HubSpot waits up to two minutes. */
const TIMEOUT_MS = 100_000;

/** Keys are secrets, so that they are not among what is kept. */
type KeptInput = Pick<ConnectionRequest, "site" | "companyId">;

/** What {@link useConnect} returns. */
export interface ConnectForm {
  /** False until it is known whether something was entered before. */
  isReady: boolean;
  input: ConnectionRequest;
  errors: FieldErrors;
  /** What was refused and is about no field, or could not be kept. */
  failure: ApiFailure | null;
  isRunning: boolean;
  /** It is another ConnectWise, or another company of it, than the one that is connected. */
  isOther: boolean;
  /** Whether all fields are filled in; says at the fields what is missing. */
  check: () => boolean;
  change: (name: FieldName, value: string) => void;
  connect: () => void;
}

/** Keeps what is entered, tests it and connects. @param onConnected - gets what was connected to */
export function useConnect(
  context: TabContext,
  onConnected: (connection: Connection) => void,
): ConnectForm {
  const { api, overview, reloadOverview } = context;
  const draft = useDraft<KeptInput>(api, "connection");
  const [keys, setKeys] = useState({ publicKey: "", privateKey: "" });
  const [isChecked, setChecked] = useState(false);
  const kept = draft.value ?? storedInput(overview.connection);
  const input = { ...EMPTY, ...kept, ...keys };
  const isUnsaved = draft.value !== null || keys.publicKey !== "" || keys.privateKey !== "";
  useUnsaved(context, "connection", isUnsaved);

  const action = useAction(async () => {
    const connection = await api.call(
      "post /connection",
      { body: input },
      { timeoutMs: TIMEOUT_MS },
    );
    await draft.drop();
    setKeys({ publicKey: "", privateKey: "" });
    setChecked(false);
    await reloadOverview();
    onConnected(connection);
  });
  const refused = fieldOf(action.failure);
  return {
    isReady: draft.isReady,
    input,
    errors: {
      ...(isChecked ? checkInput(input) : {}),
      ...(refused === null || action.failure === null
        ? {}
        : { [refused]: refusalWords(action.failure) }),
    },
    failure: refused === null ? (action.failure ?? draft.failure) : null,
    isRunning: action.isRunning,
    isOther: isOther(overview.connection, input),
    check: () => {
      setChecked(true);
      return Object.keys(checkInput(input)).length === 0;
    },
    change: (name, value) => {
      if (name === refused) action.clear();
      if (name === "publicKey" || name === "privateKey")
        setKeys((before) => ({ ...before, [name]: value }));
      else draft.change({ site: input.site, companyId: input.companyId, [name]: value });
    },
    connect: () => void action.run(),
  };
}

function storedInput(connection: TabContext["overview"]["connection"]): KeptInput {
  return { site: connection?.siteHost ?? "", companyId: connection?.companyId ?? "" };
}

function isOther(
  connection: TabContext["overview"]["connection"],
  { site, companyId }: KeptInput,
): boolean {
  if (connection === null) return false;
  return !isSame(site, connection.siteHost) || !isSame(companyId, connection.companyId);
}

function isSame(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
