import { setupTables } from "./setup-tables.ts";
import type { SetupTables } from "./setup-tables.ts";
import type { Json } from "./schema.ts";

/** A company's address; the one with `isPrimary` is the address of the company record. */
export interface Site {
  readonly id: number;
  isPrimary: boolean;
  /** Vendor-shaped values without id and flags. */
  fields: Json;
  lastUpdated: string;
  updatedBy: string;
}

/** What records of all types have. */
export interface BaseRecord {
  readonly id: number;
  /** Vendor-shaped values; absent means no value. What lives in arrays is kept apart. */
  fields: Json;
  /** Values of custom fields by the id of their definition. */
  customValues: Record<string, unknown>;
  /** UTC, whole seconds: `2026-11-23T20:24:20Z`. */
  lastUpdated: string;
  updatedBy: string;
  readonly dateEntered: string;
  readonly enteredBy: string;
}

/** A type that a company or a contact has, under the id of its association. */
export interface TypeLink {
  readonly id: number;
  readonly typeId: number;
}

/** One company with everything that lives under its id. */
export interface Company extends BaseRecord {
  readonly type: "company";
  typeLinks: TypeLink[];
  sites: Site[];
}

/** The three kinds of communication item. */
export type CommunicationKind = "Email" | "Phone" | "Fax";

/** One e-mail address, phone or fax number of a contact. */
export interface Communication {
  readonly id: number;
  /** Row of the communication types, such as Direct or Mobile. */
  typeId: number;
  communicationType: CommunicationKind;
  value: string;
  extension?: string;
  /** At most one item of each kind is its contact's default. */
  defaultFlag: boolean;
  readonly mobileGuid: string;
}

/** One contact with everything that lives under its id. */
export interface Contact extends BaseRecord {
  readonly type: "contact";
  typeLinks: TypeLink[];
  communications: Communication[];
}

/** One line of an opportunity's forecast. */
export interface ForecastItem {
  readonly id: number;
  /** Vendor-shaped values; what follows from others is not among them. */
  readonly fields: Json;
  readonly lastUpdated: string;
  readonly updatedBy: string;
}

/** One opportunity with everything that lives under its id. */
export interface Opportunity extends BaseRecord {
  readonly type: "opportunity";
  /** In the order in which they are shown. */
  forecastItems: ForecastItem[];
}

/** A record of any type, told apart by `type`. */
export type AnyRecord = Company | Contact | Opportunity;

/** Name of a record's type, as callbacks and errors have it. */
export type RecordName = AnyRecord["type"];

/** A subscription made through `/system/callbacks`. */
export interface Callback {
  readonly id: number;
  fields: Json;
  /** Member who made it; `isSelfSuppressedFlag` speaks about changes of this member. */
  readonly memberId: number;
  /** `host:port` the subscriber reached us under; the signing key is offered there. */
  readonly host: string;
  /** Id of the signing key in `key_url`. */
  readonly keyId: string;
  lastUpdated: string;
  updatedBy: string;
}

/** Everything the stand-in remembers. Plain JSON, so that it survives in a file. */
export interface State {
  companies: Company[];
  contacts: Contact[];
  opportunities: Opportunity[];
  callbacks: Callback[];
  /** Signing keys by id. */
  signingKeys: Record<string, string>;
  tables: SetupTables;
  nextIds: Record<IdKind, number>;
  /** Server version; changed by an upgrade. */
  version: string;
}

/** Who makes a change: our API member, or a person in the ConnectWise client. */
export interface Actor {
  readonly memberId: number;
  readonly identifier: string;
}

/** Records of one type by ascending id. */
export class RecordTable<R extends BaseRecord> {
  private rows: R[] = [];
  private byId = new Map<number, R>();

  /** Takes over an array, which stays the one that is changed. */
  load(rows: R[]): void {
    this.rows = rows;
    this.byId = new Map(rows.map((row) => [row.id, row]));
  }

  all(): readonly R[] {
    return this.rows;
  }

  get(id: number | undefined): R | undefined {
    return id === undefined ? undefined : this.byId.get(id);
  }

  /** Adds a record, keeping the order by id. */
  add(row: R): void {
    const last = this.rows.at(-1);
    this.rows.push(row);
    if (last && last.id > row.id) this.rows.sort((a, b) => a.id - b.id);
    this.byId.set(row.id, row);
  }

  /** Takes a record out for good. */
  remove(row: R): void {
    if (this.byId.delete(row.id)) this.rows.splice(this.rows.indexOf(row), 1);
  }
}

/** What has ids of its own. */
export type IdKind =
  RecordName | "site" | "communication" | "forecastItem" | "association" | "callback";

const FIRST_IDS: Readonly<Record<IdKind, number>> = {
  company: 20_001,
  site: 3_001,
  contact: 58_001,
  communication: 99_001,
  opportunity: 4_001,
  forecastItem: 31_001,
  association: 7_001,
  callback: 26_001,
};

/** The stand-in's records, ordered by id, with a hook for whoever keeps them on disk. */
export class Store {
  state: State;
  readonly companies = new RecordTable<Company>();
  readonly contacts = new RecordTable<Contact>();
  readonly opportunities = new RecordTable<Opportunity>();
  private readonly now: () => number;
  private readonly changed: () => void;
  private idByIdentifier = new Map<string, number>();

  constructor(options: { version: string; now: () => number; changed: () => void }) {
    this.now = options.now;
    this.changed = options.changed;
    this.state = {
      companies: [],
      contacts: [],
      opportunities: [],
      callbacks: [],
      signingKeys: {},
      tables: setupTables(),
      nextIds: { ...FIRST_IDS },
      version: options.version,
    };
    this.index();
  }

  /** Takes over a state read from disk. */
  load(state: State): void {
    this.state = state;
    this.index();
  }

  /** Forgets all records and restores the set-up tables; callbacks and keys stay. */
  clear(): void {
    this.state.companies = [];
    this.state.contacts = [];
    this.state.opportunities = [];
    this.state.tables = setupTables();
    Object.assign(this.state.nextIds, FIRST_IDS, { callback: this.state.nextIds.callback });
    this.index();
    this.changed();
  }

  /** Tells that something was changed in place. */
  touch(): void {
    this.changed();
  }

  /** Current time in UTC and whole seconds, as `_info.lastUpdated` shows it. */
  timestamp(): string {
    return `${new Date(this.now()).toISOString().slice(0, 19)}Z`;
  }

  /** The company that holds an identifier; letter case does not matter. */
  companyByIdentifier(identifier: string): Company | undefined {
    return this.companies.get(this.idByIdentifier.get(identifier.toLowerCase()));
  }

  /** Adds a company under its identifier. */
  addCompany(company: Company): void {
    this.companies.add(company);
    this.reindexIdentifier(company, undefined);
    this.changed();
  }

  /** Tells that an identifier changed from `before`. */
  reindexIdentifier(company: Company, before: string | undefined): void {
    if (before !== undefined) this.idByIdentifier.delete(before.toLowerCase());
    const identifier = company.fields["identifier"];
    if (typeof identifier === "string") {
      this.idByIdentifier.set(identifier.toLowerCase(), company.id);
    }
  }

  /** Takes the next id of a kind, or the wanted one; ids that were taken are never given again. */
  takeId(kind: IdKind, wanted?: number): number {
    const { nextIds } = this.state;
    if (wanted === undefined) return nextIds[kind]++;
    nextIds[kind] = Math.max(nextIds[kind], wanted + 1);
    return wanted;
  }

  private index(): void {
    this.companies.load(this.state.companies);
    this.contacts.load(this.state.contacts);
    this.opportunities.load(this.state.opportunities);
    this.idByIdentifier = new Map();
    for (const company of this.state.companies) this.reindexIdentifier(company, undefined);
  }
}
