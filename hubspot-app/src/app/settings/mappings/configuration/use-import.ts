import type { ApiFailure } from "@lockstep/api/failure.ts";
import type { ConfigurationRequest, ObjectDifference } from "@lockstep/api/wire-account.ts";
import { toFailure } from "@lockstep/api/failure.ts";
import { useAction } from "@lockstep/ui/use-action.ts";
import { useState } from "react";
import type { TabContext } from "../../tab-context.ts";

/** What importing would change, as it was when it was asked. */
export interface Preview {
  configuration: ConfigurationRequest;
  revision: string;
  objects: ObjectDifference[];
}

/** An import on its way. */
export interface Import {
  preview: Preview | null;
  /** The settings changed between preview and import: the preview is a new one. */
  isRenewed: boolean;
  look: (configuration: ConfigurationRequest) => Promise<unknown>;
  isLooking: boolean;
  apply: (preview: Preview) => Promise<unknown>;
  isApplying: boolean;
  failure: ApiFailure | null;
  /** Forgets the preview: the text is another one. */
  clear: () => void;
}

/** Shows what an import would change, and imports just that. */
export function useImport({ api }: TabContext, onImported: () => Promise<void>): Import {
  const [preview, setPreview] = useState<Preview | null>(null);
  const [isRenewed, setRenewed] = useState(false);
  const read = async (configuration: ConfigurationRequest): Promise<void> => {
    const body = { configuration };
    const { revision, objects } = await api.call("post /configuration/preview", { body });
    setPreview({ configuration, revision, objects });
  };
  const look = useAction(async (configuration: ConfigurationRequest) => {
    setRenewed(false);
    await read(configuration);
  });
  const apply = useAction(async ({ configuration, revision }: Preview) => {
    try {
      await api.call("put /configuration", { body: { configuration, expected: revision } });
    } catch (thrown) {
      if (toFailure(thrown).code !== "changed_meanwhile") throw thrown;
      await read(configuration);
      setRenewed(true);
      return;
    }
    setPreview(null);
    setRenewed(false);
    await onImported();
  });
  return {
    preview,
    isRenewed,
    look: look.run,
    isLooking: look.isRunning,
    apply: apply.run,
    isApplying: apply.isRunning,
    failure: look.failure ?? apply.failure,
    clear: () => {
      setPreview(null);
      setRenewed(false);
      look.clear();
      apply.clear();
    },
  };
}
