/** HubSpot's own host, of whatever region. */
const HUBSPOT_HOST = /^app(?:-[a-z0-9]+)?\.hubspot\.com$/u;

/** Where an address leads from here: HubSpot's pages of records are this preview's own. */
export function addressHere(url: string): string {
  if (!URL.canParse(url)) return url;
  const { hostname, pathname } = new URL(url);
  const isRecord = HUBSPOT_HOST.test(hostname) && pathname.startsWith("/contacts/");
  return isRecord ? `${location.origin}${pathname}${location.search}` : url;
}
