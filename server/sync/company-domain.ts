import freeMailDomains from "email-providers/all.json" with { type: "json" };
import { parse } from "tldts";

import { tidyUnicode } from "./transliterate.ts";

const FREE_MAIL: ReadonlySet<string> = new Set(freeMailDomains);

/**
 * Sites where a company has a page but not the domain. Hosts whose customers get a name of their own
 * (`acme.github.io`) need no entry: the public suffix list's private part knows them.
 */
const SHARED_SITES: ReadonlySet<string> = new Set(
  `facebook.com fb.com fb.me linkedin.com lnkd.in twitter.com x.com instagram.com youtube.com youtu.be
  tiktok.com pinterest.com xing.com threads.net vk.com weibo.com medium.com tumblr.com reddit.com
  wikipedia.org wikidata.org yelp.com yellowpages.com tripadvisor.com crunchbase.com
  linktr.ee bit.ly tinyurl.com goo.gl g.page t.co about.me
  wordpress.com blogspot.com wix.com weebly.com squarespace.com godaddysites.com jimdo.com
  business.site site123.me webnode.com strikingly.com
  etsy.com ebay.com onmicrosoft.com sharepoint.com github.com gitlab.com
  sites.google.com docs.google.com drive.google.com maps.google.com business.google.com`
    .split(/\s+/u)
    .filter(Boolean),
);

/** Reserved names used in trials; they behave like any other domain. */
const TRIAL_SUFFIXES: ReadonlySet<string> = new Set(["example", "test"]);

/** Returns the host in its ASCII spelling, so that `müller.de` and `xn--mller-kva.de` are equal. */
function asciiHost(part: string): string | null {
  const rest = part.replace(/^[a-z][a-z\d+-]*:\/*/iu, "").replace(/^\/+/u, "");
  const host = rest.split(/[/?#\\]/u, 1)[0] ?? "";
  if (host.includes("@")) return null;
  try {
    return new URL(`http://${host}`).hostname.replace(/\.+$/u, "");
  } catch {
    return null;
  }
}

function registrableDomain(host: string): string | null {
  const parsed = parse(host, { allowPrivateDomains: true, detectSpecialUse: true });
  if (parsed.domain === null || parsed.isIp === true) return null;
  const isKnown = parsed.isIcann === true || parsed.isPrivate === true;
  if (!isKnown && !TRIAL_SUFFIXES.has(parsed.publicSuffix ?? "")) return null;
  return parsed.domain;
}

/** True for the domain of a provider whose addresses say nothing about a company. */
export function isFreeMailDomain(domain: string): boolean {
  return FREE_MAIL.has(domain.trim().toLowerCase());
}

function isShared(host: string, domain: string): boolean {
  const bare = host.replace(/^www\./u, "");
  return [bare, domain].some((name) => FREE_MAIL.has(name) || SHARED_SITES.has(name));
}

/**
 * Returns the registrable domains (ASCII, lower case) that a text names, for a company to be
 * recognised by. Takes web addresses in any spelling, also several in one text. Addresses that do
 * not belong to one company give none: IP addresses, bare host names, e-mail addresses, free-mail
 * providers, social and directory sites. A name under a shared host (`acme.github.io`) counts as a
 * whole, the shared host itself never does.
 *
 * @see https://publicsuffix.org/list/
 */
export function companyDomains(text: string): string[] {
  const found = new Set<string>();
  for (const part of tidyUnicode(text)
    .toLowerCase()
    .split(/[\s,;|<>"'()]+/u)) {
    const host = part.includes(".") || part.includes("。") ? asciiHost(part) : null;
    const domain = host === null ? null : registrableDomain(host);
    if (host !== null && domain !== null && !isShared(host, domain)) found.add(domain);
  }
  return [...found].toSorted();
}
