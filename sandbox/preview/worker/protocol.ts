import type { RemoteChannel } from "@remote-ui/core";

/** What `hubspot.fetch` is called with, as plain data. */
export interface PlainFetch {
  url: string;
  method?: string;
  timeout?: number;
  body?: Record<string, unknown>;
  headers?: Record<string, string>;
}

/** What an extension's hooks about CRM records read. */
export type CrmProperties = Record<string, string | null>;

/** A page of associated records. */
export interface CrmAssociations {
  results: {
    toObjectId: number;
    associationTypes: { category: string; typeId: number; label: string }[];
    properties: CrmProperties;
  }[];
  hasMore: boolean;
  nextOffset: number;
}

/** What the worker may ask of the page. */
export interface PageSide {
  fetch(request: PlainFetch): Promise<{ status: number; text: string }>;
  act(name: string, args: unknown[]): unknown;
  /** @param onUpdate - called with new values whenever the record changes */
  crmProperties(
    names: string[] | "*",
    onUpdate: ((properties: CrmProperties) => void) | null,
  ): Promise<CrmProperties>;
  crmAssociations(request: {
    toObjectType: string;
    properties?: string[];
  }): Promise<CrmAssociations>;
  /** The extension threw while it was loaded or rendered. */
  failed(message: string): void;
}

/** What the page asks of the worker. */
export interface WorkerSide {
  render(bundleUrl: string, channel: RemoteChannel, context: unknown): Promise<void>;
}
