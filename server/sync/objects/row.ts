import type { FieldMapping } from "../model.ts";

/** A mapping row with the settings that most rows share; its key is the HubSpot path. */
export function row(
  hubspot: string,
  connectwise: string,
  rest: Partial<FieldMapping> = {},
): FieldMapping {
  return {
    key: hubspot,
    hubspot,
    connectwise,
    direction: "both",
    transform: "text",
    conflictRule: "most-recent",
    blankRule: "keep",
    writeOn: "always",
    isOwn: false,
    ...rest,
  };
}

/** A property that only Lockstep writes. */
export const OWN: Partial<FieldMapping> = { direction: "to-hubspot", isOwn: true };
