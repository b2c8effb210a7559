import { companyDomains } from "./company-domain.ts";
import { companyNameSpellings } from "./company-name.ts";
import { cityKeys, countryKey, phoneKey, stateKey, streetKey, zipKey } from "./place-keys.ts";

/**
 * One thing a record can be recognised by. Keys are stored as keyed hashes and compared for equality
 * only. A record may have several keys of one kind; two records share a kind when any are equal, and
 * differ in it when both have some and none is equal.
 */
export interface MatchKey {
  readonly kind: string;
  readonly value: string;
}

/** Kinds that make two company records candidates for each other. */
export const STRONG_COMPANY_KINDS = ["domain", "name", "name_loose"] as const;

/** Kinds that only tell candidates apart or confirm one. */
export const TIE_BREAKER_COMPANY_KINDS = [
  "city",
  "state",
  "country",
  "zip",
  "street",
  "phone",
] as const;

/** A kind of key that companies have. */
export type CompanyKind =
  (typeof STRONG_COMPANY_KINDS)[number] | (typeof TIE_BREAKER_COMPANY_KINDS)[number];

/** A company's fields in either side's spelling; empty ones are null or left out. */
export interface CompanyFields {
  readonly name?: string | null;
  readonly domain?: string | null;
  readonly website?: string | null;
  readonly phone?: string | null;
  readonly address?: string | null;
  readonly city?: string | null;
  readonly state?: string | null;
  readonly zip?: string | null;
  readonly country?: string | null;
}

/**
 * Returns everything a company can be recognised by, normalised so that spellings of the same thing
 * are equal texts: in a fixed order, without doubles. Fields without a usable value give no key.
 */
export function companyMatchKeys(company: CompanyFields): MatchKey[] {
  const country = countryKey(company.country ?? "");
  const name = companyNameSpellings(company.name ?? "");
  const domains = [company.domain, company.website].flatMap((text) => companyDomains(text ?? ""));
  const values: Readonly<Record<CompanyKind, readonly (string | null)[]>> = {
    domain: domains,
    name: name.exact,
    name_loose: [name.loose],
    city: cityKeys(company.city ?? ""),
    state: [stateKey(company.state ?? "", country)],
    country: [country],
    zip: [zipKey(company.zip ?? "", country)],
    street: [streetKey(company.address ?? "")],
    phone: [phoneKey(company.phone ?? "", country)],
  };
  return [...STRONG_COMPANY_KINDS, ...TIE_BREAKER_COMPANY_KINDS].flatMap((kind) =>
    [...new Set(values[kind])]
      .filter((value): value is string => value !== null)
      .map((value) => ({ kind, value })),
  );
}
