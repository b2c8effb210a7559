/** Time zone of the sample portal, by its IANA name: the days its users mean are days there. */
export const PORTAL_TIME_ZONE = "US/Eastern";
