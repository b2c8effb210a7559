/** Where HubSpot shows an extension. */
export type ExtensionLocation = "crm.record.tab" | "crm.record.sidebar" | "settings";

/** An extension, as the page loads it. */
export interface ShownExtension {
  uid: string;
  title: string;
  location: ExtensionLocation;
  objectTypes: readonly string[];
  bundleUrl: string;
}

/** Somebody the page can be looked at as. */
export interface ShownUser {
  key: string;
  userId: string;
  email: string;
  firstName: string;
  lastName: string;
}

/** What the page knows before anybody clicks: `GET /preview/screen`. */
export interface ScreenData {
  appId: string;
  appName: string;
  portalId: string;
  timeZone: string;
  variables: Readonly<Record<string, string>>;
  users: readonly ShownUser[];
  extensions: readonly ShownExtension[];
}

/** A record as the stand-in's control API shows it. */
export interface ShownRecord {
  id: string;
  properties: Readonly<Record<string, string | null>>;
  archived: boolean;
  associations?: Readonly<
    Record<string, { results: readonly { id: string; type: string }[] } | undefined>
  >;
}
