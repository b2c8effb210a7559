import type { ExtensionPointApiActions } from "@hubspot/ui-extensions";
import type { Api } from "@lockstep/api/client.ts";
import type { Overview } from "@lockstep/api/wire-account.ts";
import type { Format } from "@lockstep/ui/format.ts";

/** The tabs, in the order in which a new admin needs them. */
export const TAB_IDS = [
  "overview",
  "connection",
  "objects",
  "mappings",
  "filters",
  "first-sync",
  "issues",
  "activity",
  "access",
] as const;

/** Which tab. */
export type TabId = (typeof TAB_IDS)[number];

/** What the caller may change; everybody may look. */
export interface Rights {
  settings: boolean;
  /** To sync, link and unlink records. */
  records: boolean;
}

/** HubSpot's actions of a settings page; its own type takes the clipboard's from a DOM that is not here. */
export type SettingsActions = Omit<ExtensionPointApiActions<"settings">, "copyTextToClipboard"> & {
  copyTextToClipboard: (text: string) => Promise<void>;
};

/** What every tab is given by the page around it; the functions stay the same ones. */
export interface TabContext {
  api: Api;
  /** HubSpot's: `addAlert`, `copyTextToClipboard`, `closeOverlay` and the like. */
  actions: SettingsActions;
  /** BCP 47 tag of the user's language, as HubSpot gives it; undefined when it does not. */
  locale: string | undefined;
  /** Words moments and numbers in that language, and in the time zone of the browser. */
  format: Format;
  /** HubSpot's id of who looks at the page. */
  userId: string;
  rights: Rights;
  /** How the portal stood when it was read last. */
  overview: Overview;
  /** Reads the overview and the rights again, after what was saved changed them. */
  reloadOverview: () => Promise<void>;
  /** Goes to a tab; asks first where something is not saved. */
  goTo: (tab: TabId) => void;
  /** Tells whether a tab holds something that is not saved; a tab that goes away takes it back. */
  setUnsaved: (tab: TabId, isUnsaved: boolean) => void;
}
