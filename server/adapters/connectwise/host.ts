import { AppError } from "../../sync/errors.ts";

/** Where a ConnectWise server is. */
export interface Site {
  /** Origin of the API, without a slash at the end. */
  readonly apiUrl: string;
  /** Host people use, with its port if it has one. */
  readonly siteHost: string;
  /** True for ConnectWise's own hosts. */
  readonly isCloudHost: boolean;
}

/** What {@link normaliseSite} asks of the guard of outgoing calls. */
export interface SiteGuard {
  isListed(url: URL): boolean;
  assertAllowed(url: URL): void;
}

function invalidSite(message: string, code = "invalid_site"): AppError {
  return new AppError(message, {
    code,
    errorClass: "configuration",
    field: "site",
    remedy:
      "Enter the address at which you open ConnectWise, for example na.myconnectwise.net or psa.example.com.",
  });
}

function parseSite(text: string): URL {
  const compact = text.replaceAll(/[\s\u200B-\u200D\u2060\uFEFF]/gu, "");
  if (compact === "") throw invalidSite("The ConnectWise site is missing.", "site_missing");
  const withScheme = /^[a-z][a-z\d+.-]*:\/\//iu.test(compact) ? compact : `https://${compact}`;
  if (!URL.canParse(withScheme)) throw invalidSite(`"${text.trim()}" is not a web address.`);
  const url = new URL(withScheme);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw invalidSite(`ConnectWise cannot be reached by ${url.protocol.slice(0, -1)}.`);
  }
  return url;
}

const API_PREFIX = "api-";
/** Regional and staging hosts: the API answers under another name than the user interface. */
const UI_HOST = /^(?!api-|sandbox-)([a-z\d-]+)\.(myconnectwise\.net|connectwisedev\.com)$/u;
const CLOUD_HOST = /^[a-z\d-]+\.(?:myconnectwise\.net|connectwisedev\.com)$/u;

/**
 * Turns a site typed in any usual form (a link copied from the browser, the API's address, with or
 * without scheme) into the API's origin.
 *
 * @throws AppError class configuration with field `site` for what is no usable address
 * @see https://developer.connectwise.com/Products/ConnectWise_PSA/Developer_Guide
 */
export function normaliseSite(text: string, guard: SiteGuard): Site {
  const url = parseSite(text);
  const host = url.hostname.replace(/\.$/u, "");
  if (host === "myconnectwise.net" || host === "connectwisedev.com") {
    throw invalidSite(`${host} lacks the region in front of it.`);
  }
  if (CLOUD_HOST.test(host)) return cloudSite(host);
  const port = url.port === "" ? "" : `:${url.port}`;
  const origin = `${url.protocol}//${host}${port}`;
  const target = new URL(origin);
  target.username = url.username;
  target.password = url.password;
  assertSite(target, guard);
  return { apiUrl: origin, siteHost: `${host}${port}`, isCloudHost: false };
}

function cloudSite(host: string): Site {
  const apiHost = UI_HOST.test(host) ? `${API_PREFIX}${host}` : host;
  const siteHost = host.startsWith(API_PREFIX) ? host.slice(API_PREFIX.length) : host;
  return { apiUrl: `https://${apiHost}`, siteHost, isCloudHost: true };
}

function assertSite(url: URL, guard: SiteGuard): void {
  const isNamed = /[.:]/u.test(url.hostname) || guard.isListed(url);
  if (!isNamed) throw invalidSite(`"${url.hostname}" is not a complete host name.`);
  try {
    guard.assertAllowed(url);
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    const { code, remedy } = thrown;
    throw new AppError(thrown.message, {
      code,
      errorClass: "configuration",
      field: "site",
      ...(remedy === undefined ? {} : { remedy }),
      cause: thrown,
    });
  }
}
