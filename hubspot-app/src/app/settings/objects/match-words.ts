import type { MatchField } from "@lockstep/api/wire-objects.ts";

/** What records are matched by, in words. */
export const MATCH_WORDS: Readonly<Record<MatchField, string>> = {
  "domain-or-name": "Web domain or name",
  domain: "Web domain only",
  name: "Name only",
  email: "E-mail address",
};
