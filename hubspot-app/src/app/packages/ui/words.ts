/** Colour of a state, as HubSpot's tags have them. */
export type Tone = "success" | "info" | "warning" | "danger" | "default";

/** A state in words. */
export interface StateWords {
  label: string;
  tone: Tone;
}

const RECORD_STATES: Readonly<Record<string, StateWords>> = {
  linked: { label: "In sync", tone: "success" },
  waiting: { label: "Waiting", tone: "info" },
  excluded: { label: "Excluded", tone: "default" },
  attention: { label: "Needs attention", tone: "danger" },
  review: { label: "Needs review", tone: "warning" },
  merged: { label: "Merged", tone: "warning" },
  deleted: { label: "Deleted", tone: "default" },
};

const PORTAL_STATES: Readonly<Record<string, StateWords>> = {
  installed: { label: "Not connected yet", tone: "info" },
  connected: { label: "Connected, not set up yet", tone: "info" },
  configured: { label: "Set up, first sync to come", tone: "info" },
  "first-sync": { label: "First sync under way", tone: "info" },
  live: { label: "In sync, changes move by themselves", tone: "success" },
  paused: { label: "Paused", tone: "warning" },
  braked: { label: "Stopped by the brake", tone: "danger" },
  suspended: { label: "Suspended by the operator", tone: "danger" },
  disconnected: { label: "Disconnected", tone: "danger" },
  erased: { label: "Erased", tone: "default" },
};

interface ObjectWords {
  one: string;
  many: string;
  /** What ConnectWise calls one. */
  connectwise: string;
}

const OBJECTS: Readonly<Record<string, ObjectWords>> = {
  company: { one: "company", many: "Companies", connectwise: "company" },
  contact: { one: "contact", many: "Contacts", connectwise: "contact" },
  deal: { one: "deal", many: "Deals", connectwise: "opportunity" },
};

/** What people call the state of a record; null: linked, and nothing in its way. */
export function recordState(state: string | null): StateWords {
  return wordsOf(RECORD_STATES, state ?? "linked");
}

/** What people call the state of a portal. */
export function portalState(state: string): StateWords {
  return wordsOf(PORTAL_STATES, state);
}

/** What people call an object type in both systems. */
export function objectWords(objectType: string): ObjectWords {
  return OBJECTS[objectType] ?? { one: objectType, many: objectType, connectwise: objectType };
}

/** Why a record is not simply in sync; what it waits for has a name, which stands beside it. */
export function issueWords({ code, message }: { code: string; message: string }): string {
  return code === "waits_for_parent" ? "It waits for the record that it belongs to." : message;
}

/** `HubSpot` or `ConnectWise`. */
export function sideWords(side: "hubspot" | "connectwise"): string {
  return side === "hubspot" ? "HubSpot" : "ConnectWise";
}

/** A word that a newer server may know and this page does not is shown as it is. */
function wordsOf(table: Readonly<Record<string, StateWords>>, state: string): StateWords {
  return table[state] ?? { label: state, tone: "default" };
}
