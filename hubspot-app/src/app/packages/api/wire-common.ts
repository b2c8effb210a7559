/** Which system a record or field belongs to. */
export type Side = "hubspot" | "connectwise";

/** A moment: ISO 8601 in UTC. */
export type Time = string;

/** What a field of a record holds; null: nothing. */
export type FieldValue = string | number | boolean | null;

/** Where a page of a list begins (`next` of the page before) and how many entries it may have. */
export interface PageQuery {
  after?: string | undefined;
  limit?: number | undefined;
}

/** A page of a list. */
export interface Page<Item> {
  items: Item[];
  /** `after` of the next page; null on the last one. */
  next: string | null;
}

/** One choice of a field. */
export interface OptionEntry {
  value: string;
  label: string;
}

/** Options of a mapped field that mean nothing in the other system. */
export interface FieldIssue {
  hubspot: string;
  connectwise: string;
  code: string;
  message: string;
  remedy: string;
  options: (OptionEntry & { side: Side })[];
}

/** What every refused request is answered with. */
export interface ErrorReply {
  error: {
    /** Stable, to be branched on. */
    code: string;
    message: string;
    /** What in the request is wrong. */
    field?: string | undefined;
    /** What to do. */
    remedy?: string | undefined;
    requestId: string;
  };
}
