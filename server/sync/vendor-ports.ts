import type { ObjectType, RecordFilter } from "./model.ts";
import type { Connection, HubspotTokens } from "./connection.ts";

/** HubSpot's OAuth of our app, as far as installing and staying connected need it. */
export interface HubspotOauth {
  /** Address of the page on which a person allows the app. */
  authorizeUrl(request: {
    readonly redirectUrl: string;
    readonly scopes: readonly string[];
    readonly state: string;
  }): string;
  /** @throws AppError invalid `bad_auth_code` when the code is spent, late or for another address */
  exchangeCode(
    code: string,
    redirectUrl: string,
  ): Promise<{
    readonly portalId: string;
    readonly userId: string;
    readonly tokens: HubspotTokens;
  }>;
  /** @throws AppError auth `disconnected` when the app was uninstalled or the portal is gone */
  refresh(refreshToken: string): Promise<HubspotTokens>;
}

/** A HubSpot property as mappings need it. */
export interface HubspotProperty {
  readonly name: string;
  readonly label: string;
  /** HubSpot's own type: string, number, date, datetime, bool, enumeration. */
  readonly type: string;
  /** How people enter it: text, phonenumber, select, booleancheckbox; `checkbox` holds several options. */
  readonly fieldType: string;
  readonly isReadOnly: boolean;
  readonly options: readonly {
    readonly value: string;
    readonly label: string;
    /** True for an option that people are not offered any more. */
    readonly isHidden: boolean;
  }[];
  /** Longest value in characters; null where a length means nothing. */
  readonly maxLength: number | null;
}

/** A HubSpot user that records can belong to. */
export interface HubspotOwner {
  readonly ownerId: string;
  readonly name: string;
  readonly email: string | null;
  readonly isArchived: boolean;
}

/** Somebody who uses HubSpot, and may be allowed to do something here. */
export interface HubspotUser {
  /** As requests of the extensions name them; not the id that records name as their owner. */
  readonly userId: string;
  readonly name: string;
  readonly email: string | null;
}

/** One pipeline of deals with its stages in order. */
export interface HubspotPipeline {
  readonly pipelineId: string;
  readonly label: string;
  readonly stages: readonly {
    readonly stageId: string;
    readonly label: string;
    readonly outcome: Outcome;
  }[];
}

/** A list in which people collect HubSpot records of one type. */
export interface HubspotList {
  readonly listId: string;
  readonly name: string;
  /** How many records are in it; null where HubSpot does not tell. */
  readonly size: number | null;
}

/** A vendor's count, or why it cannot count. */
export type RecordCount =
  { readonly count: number } | { readonly count: null; readonly reason: string };

/** What a field that a filter looks at holds, and what it is called. */
export interface CountedField {
  readonly kind: string;
  readonly label: string;
}

/** Counts records without reading them, for filters that are only tried out. */
export interface RecordCounter {
  /**
   * Counts the live records that pass a filter; a vendor's index may be some seconds behind. What
   * would count otherwise than we do is not asked.
   *
   * @param fields - those of the filter, by path
   */
  count(
    objectType: ObjectType,
    filter: RecordFilter,
    fields: ReadonlyMap<string, CountedField>,
  ): Promise<RecordCount>;
}

/** What a stage or status says about a deal. */
export type Outcome = "open" | "won" | "lost";

/** Set-up of one portal's HubSpot. */
export interface HubspotAccount {
  details(): Promise<{
    readonly uiDomain: string;
    readonly timeZone: string;
    readonly currency: string;
  }>;
  /**
   * Makes our property group and properties, where they are missing; repeatable.
   *
   * @returns all properties as they are now
   */
  setUpProperties(objectType: ObjectType): Promise<readonly HubspotProperty[]>;
  properties(objectType: ObjectType): Promise<readonly HubspotProperty[]>;
  owners(): Promise<readonly HubspotOwner[]>;
  /** People who use the portal at present. */
  users(): Promise<readonly HubspotUser[]>;
  /** Pipelines of deals. */
  pipelines(): Promise<readonly HubspotPipeline[]>;
  /** @throws AppError forbidden where the app was installed before it asked to read lists */
  lists(objectType: ObjectType): Promise<readonly HubspotList[]>;
  readonly counter: RecordCounter;
}

/** A choice of one of ConnectWise's set-up tables. */
export interface ConnectwiseChoice {
  readonly id: string;
  readonly name: string;
  readonly isDefault: boolean;
  readonly isInactive: boolean;
  /** What a status says about an opportunity; left out where it says nothing. */
  readonly outcome?: Outcome;
}

/** A ConnectWise field as mappings need it. */
export interface ConnectwiseField {
  /** Path in snapshots, such as `city`, `status/id` or `customFields/12`. */
  readonly path: string;
  readonly label: string;
  readonly kind: "text" | "number" | "boolean" | "date" | "reference" | "list" | "option";
  readonly isReadOnly: boolean;
  /** Choices by their value, where they are known. */
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

/** A type of e-mail address or phone number, such as `Direct`. */
export interface ConnectwiseCommunicationType extends ConnectwiseChoice {
  readonly kind: "email" | "phone" | "fax";
}

/** What one connection's set-up tables hold for an object type. */
export interface ConnectwiseDefinitions {
  readonly statuses: readonly ConnectwiseChoice[];
  readonly countries: readonly {
    readonly id: string;
    readonly name: string;
    /** ISO 3166-1 alpha-2, where it is filled in. */
    readonly code: string | null;
    readonly isDefault: boolean;
  }[];
  readonly members: readonly {
    readonly id: string;
    readonly name: string;
    readonly emails: readonly string[];
    readonly isInactive: boolean;
    readonly isApiMember: boolean;
  }[];
  readonly fields: readonly ConnectwiseField[];
  /**
   * Choices of the object's other references by the reference's name: `type`, `stage`, `location`
   * and so on.
   */
  readonly choices: Readonly<Record<string, readonly ConnectwiseChoice[]>>;
  /** Types of e-mail addresses and phone numbers; empty for objects that have none. */
  readonly communicationTypes: readonly ConnectwiseCommunicationType[];
  /** Longest text by path, in characters. */
  readonly limits: Readonly<Record<string, number>>;
}

/** What both vendors say about an object type. */
export interface BothDefinitions {
  readonly properties: readonly HubspotProperty[];
  readonly owners: readonly HubspotOwner[];
  /** Pipelines of deals; empty for other object types. */
  readonly pipelines: readonly HubspotPipeline[];
  readonly connectwise: ConnectwiseDefinitions;
}

/** What was done about callbacks. */
export interface CallbackOutcome {
  /** False when the API member may not set callbacks up: changes then arrive by poll only. */
  readonly isAllowed: boolean;
  /** Identifier of our API member, where an answer told it. */
  readonly memberIdentifier: string | null;
}

/**
 * How much to read: what the settings of a new connection rest on, or also what only a person who maps
 * fields may choose (the choices of every reference).
 */
export type DefinitionExtent = "set-up" | "all";

/** Set-up of one ConnectWise connection. */
export interface ConnectwiseAccount {
  readonly counter: RecordCounter;
  /** Reads what forms and mappings need; what object types share is read once. */
  definitions(objectType: ObjectType, extent: DefinitionExtent): Promise<ConnectwiseDefinitions>;
  /** Adds to what a set-up read what it left out, and reads nothing twice. */
  addChoices(
    objectType: ObjectType,
    known: ConnectwiseDefinitions,
  ): Promise<ConnectwiseDefinitions>;
  /** Creates, repairs and removes callbacks until they are one for each object type. */
  ensureCallbacks(webhookKey: string, objectTypes: readonly ObjectType[]): Promise<CallbackOutcome>;
  /**
   * Tells the ids of records of a type that are never synced: of companies the catch-all one, which
   * every server has under the identifier `Catchall`.
   */
  ownRecordIds(objectType: ObjectType): Promise<readonly string[]>;
}

/** What a person types to connect ConnectWise. */
export interface ConnectionInput {
  readonly site: string;
  readonly companyId: string;
  readonly publicKey: string;
  readonly privateKey: string;
}

/** A connection that was tested and works. */
export type TestedConnection = Omit<Connection, "connectionId" | "webhookKey"> & {
  /** Name of the customer's company, to show which account was reached. */
  readonly companyName: string;
};

/** ConnectWise's companies by the short names that people give them. */
export interface CompanyDirectory {
  /** Null for a company that is deleted or was never there. */
  identifierOf(id: string): Promise<string | null>;
  idOf(identifier: string): Promise<string | null>;
}

/** Reaches ConnectWise servers. */
export interface ConnectwiseConnector {
  /** @throws AppError with field and remedy for whatever is wrong first */
  test(input: ConnectionInput): Promise<TestedConnection>;
  account(connection: Connection): ConnectwiseAccount;
}
