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

/** One company with everything that lives under its id. */
export interface Company {
  readonly id: number;
  /** Vendor-shaped values; absent means no value. Types, custom fields and site are kept apart. */
  fields: Json;
  /** Values of custom fields by the id of their definition. */
  customValues: Record<string, unknown>;
  typeLinks: { readonly id: number; readonly typeId: number }[];
  sites: Site[];
  /** UTC, whole seconds: `2026-11-23T20:24:20Z`. */
  lastUpdated: string;
  updatedBy: string;
  readonly dateEntered: string;
  readonly enteredBy: string;
}

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
  callbacks: Callback[];
  /** Signing keys by id. */
  signingKeys: Record<string, string>;
  tables: SetupTables;
  nextIds: { company: number; site: number; association: number; callback: number };
  /** Server version; changed by an upgrade. */
  version: string;
}

/** Who makes a change: our API member, or a person in the ConnectWise client. */
export interface Actor {
  readonly memberId: number;
  readonly identifier: string;
}

const FIRST_IDS = { company: 20_001, site: 3_001, association: 7_001, callback: 26_001 };

/** The stand-in's records, ordered by id, with a hook for whoever keeps them on disk. */
export class Store {
  state: State;
  private readonly now: () => number;
  private readonly changed: () => void;
  private companyById = new Map<number, Company>();
  private idByIdentifier = new Map<string, number>();

  constructor(options: { version: string; now: () => number; changed: () => void }) {
    this.now = options.now;
    this.changed = options.changed;
    this.state = {
      companies: [],
      callbacks: [],
      signingKeys: {},
      tables: setupTables(),
      nextIds: { ...FIRST_IDS },
      version: options.version,
    };
  }

  /** Takes over a state read from disk. */
  load(state: State): void {
    this.state = state;
    this.index();
  }

  /** Forgets companies and restores the set-up tables; callbacks and keys stay. */
  clear(): void {
    this.state.companies = [];
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

  /** All companies by ascending id, deleted ones included. */
  companies(): readonly Company[] {
    return this.state.companies;
  }

  company(id: number): Company | undefined {
    return this.companyById.get(id);
  }

  /** The company that holds an identifier; letter case does not matter. */
  companyByIdentifier(identifier: string): Company | undefined {
    const id = this.idByIdentifier.get(identifier.toLowerCase());
    return id === undefined ? undefined : this.companyById.get(id);
  }

  /** Adds a company, keeping the order by id. */
  addCompany(company: Company): void {
    const companies = this.state.companies;
    const last = companies.at(-1);
    companies.push(company);
    if (last && last.id > company.id) companies.sort((a, b) => a.id - b.id);
    this.companyById.set(company.id, company);
    this.reindexIdentifier(company, undefined);
    if (company.id >= this.state.nextIds.company) this.state.nextIds.company = company.id + 1;
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

  /** Takes the next id of a kind; ids are never used twice. */
  takeId(kind: keyof State["nextIds"]): number {
    return this.state.nextIds[kind]++;
  }

  private index(): void {
    this.companyById = new Map(this.state.companies.map((company) => [company.id, company]));
    this.idByIdentifier = new Map();
    for (const company of this.state.companies) this.reindexIdentifier(company, undefined);
  }
}
