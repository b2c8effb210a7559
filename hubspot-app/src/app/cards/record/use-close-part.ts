import { useExtensionActions } from "@hubspot/ui-extensions";
import { useCallback } from "react";
import { useScope } from "../scope.tsx";

/** Closes the panel of a part that has done its work; in a tab parts have none. */
export function useClosePart(): (id: string) => void {
  const { place } = useScope();
  const { closeOverlay } = useExtensionActions<"crm.record.tab">();
  return useCallback(
    (id) => {
      if (place === "sidebar") closeOverlay(id);
    },
    [place, closeOverlay],
  );
}
