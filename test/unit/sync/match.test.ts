import { describe, expect, it } from "vitest";

import { recordKey } from "../../../server/sync/match-graph.ts";
import { decideMatches, describeMatchReason } from "../../../server/sync/match.ts";
import { berlin, decideAll, munich, type Situation, told, verdicts } from "./match-situation.ts";

describe("decideMatches", () => {
  it.each<[string, Situation, Record<string, string>]>([
    [
      "links by domain and name",
      {
        hubspot: { h1: { name: "Quellwerk", domain: "quellwerk.com" } },
        connectwise: { c1: { name: "QUELLWERK, INC.", website: "https://www.quellwerk.com/en" } },
      },
      {
        h1: "link c1 one_candidate_by_domain_and_name",
        c1: "link h1 one_candidate_by_domain_and_name",
      },
    ],
    [
      "links by name when a domain is missing",
      {
        hubspot: { h1: { name: "Müller Logistik", domain: "mueller.example" } },
        connectwise: { c1: { name: "Mueller Logistik GmbH & Co. KG" } },
      },
      { h1: "link c1 one_candidate_by_name", c1: "link h1 one_candidate_by_name" },
    ],
    [
      "links by domain alone when nobody else has it",
      {
        hubspot: { h1: { name: "IMW", domain: "imw.com" } },
        connectwise: { c1: { name: "Inter Machine Works", website: "imw.com" } },
      },
      { h1: "link c1 one_candidate_by_domain", c1: "link h1 one_candidate_by_domain" },
    ],
    [
      "links a company that moved when domain and name agree",
      {
        hubspot: { h1: { name: "Quellwerk", domain: "quellwerk.com", ...berlin } },
        connectwise: { c1: { name: "Quellwerk AG", website: "quellwerk.com", ...munich } },
      },
      {
        h1: "link c1 one_candidate_by_domain_and_name",
        c1: "link h1 one_candidate_by_domain_and_name",
      },
    ],
    [
      "finds nothing for strangers in one free-mail domain",
      {
        hubspot: { h1: { name: "Carter Plumbing", domain: "gmail.com" } },
        connectwise: { c1: { name: "Delta Roofing", website: "gmail.com" } },
      },
      { h1: "none no_candidate", c1: "none no_candidate" },
    ],
    [
      "links city to city when one name is in two cities",
      {
        hubspot: { h1: { name: "Stadtbad", ...berlin }, h2: { name: "Stadtbad", ...munich } },
        connectwise: {
          c1: { name: "Stadtbad GmbH", city: "Muenchen", country: "DE" },
          c2: { name: "Stadtbad GmbH", city: "Berlin" },
        },
      },
      {
        h1: "link c2 singled_out_by_tie_breaker",
        h2: "link c1 singled_out_by_tie_breaker",
        c1: "link h2 singled_out_by_tie_breaker",
        c2: "link h1 singled_out_by_tie_breaker",
      },
    ],
    [
      "links city to city under one domain as well",
      {
        hubspot: {
          h1: { name: "Stadtbad", domain: "stadtbad.com", ...berlin },
          h2: { name: "Stadtbad", domain: "stadtbad.com", ...munich },
        },
        connectwise: {
          c1: { name: "Stadtbad", website: "stadtbad.com", ...berlin },
          c2: { name: "Stadtbad", website: "stadtbad.com", ...munich },
        },
      },
      {
        h1: "link c1 singled_out_by_tie_breaker",
        h2: "link c2 singled_out_by_tie_breaker",
        c1: "link h1 singled_out_by_tie_breaker",
        c2: "link h2 singled_out_by_tie_breaker",
      },
    ],
    [
      "leaves the second city alone when only the first has a counterpart",
      {
        hubspot: { h1: { name: "Stadtbad", ...berlin }, h2: { name: "Stadtbad", ...munich } },
        connectwise: { c1: { name: "Stadtbad", ...berlin } },
      },
      {
        h1: "link c1 singled_out_by_tie_breaker",
        h2: "none counterpart_belongs_to_other",
        c1: "link h1 singled_out_by_tie_breaker",
      },
    ],
    [
      "asks when the only candidate of that name is in another city",
      {
        hubspot: { h1: { name: "Stadtbad", ...berlin } },
        connectwise: { c1: { name: "Stadtbad", ...munich } },
      },
      { h1: "review c1 contradicting_values", c1: "review h1 contradicting_values" },
    ],
    [
      "tells Springfield from Springfield by the state",
      {
        hubspot: { h1: { name: "Elm", city: "Springfield", state: "IL", country: "US" } },
        connectwise: {
          c1: { name: "Elm", city: "Springfield", state: "Missouri", country: "US" },
          c2: { name: "Elm", city: "Springfield", state: "Illinois", country: "US" },
        },
      },
      {
        h1: "link c2 singled_out_by_tie_breaker",
        c1: "none counterpart_belongs_to_other",
        c2: "link h1 singled_out_by_tie_breaker",
      },
    ],
    [
      "asks when the same name has two different domains",
      {
        hubspot: { h1: { name: "Apex", domain: "apex.com" } },
        connectwise: { c1: { name: "Apex", website: "apex-services.com" } },
      },
      { h1: "review c1 contradicting_values", c1: "review h1 contradicting_values" },
    ],
    [
      "links two domains of one name when the street agrees",
      {
        hubspot: { h1: { name: "Apex", domain: "apex.com", address: "7 Elm Street", city: "Rye" } },
        connectwise: {
          c1: { name: "Apex", website: "apex.de", address: "7 Elm St.", city: "Rye" },
        },
      },
      { h1: "link c1 one_candidate_by_name", c1: "link h1 one_candidate_by_name" },
    ],
    [
      "matches subsidiaries of one domain by name",
      {
        hubspot: {
          h1: { name: "Nordwind Energy", domain: "nordwind.com" },
          h2: { name: "Nordwind Health", domain: "nordwind.com" },
          h3: { name: "Nordwind Rail", domain: "nordwind.com" },
        },
        connectwise: {
          c1: { name: "Nordwind Health Ltd", website: "nordwind.com" },
          c2: { name: "Nordwind Energy Ltd" },
        },
      },
      {
        h1: "link c2 singled_out_by_tie_breaker",
        h2: "link c1 singled_out_by_tie_breaker",
        h3: "none counterpart_belongs_to_other",
        c1: "link h2 singled_out_by_tie_breaker",
        c2: "link h1 singled_out_by_tie_breaker",
      },
    ],
    [
      "does not take subsidiaries for twins",
      {
        hubspot: {
          h1: { name: "Nordwind Energy", domain: "nordwind.com" },
          h2: { name: "Nordwind Health", domain: "nordwind.com" },
        },
        connectwise: {},
      },
      { h1: "none no_candidate", h2: "none no_candidate" },
    ],
  ])("%s", (_behaviour, situation, expected) => {
    expect(verdicts(situation)).toEqual(expected);
  });

  it("names the kinds that decided", () => {
    const decisions = decideAll({
      hubspot: { h1: { name: "Stadtbad", ...berlin }, h2: { name: "Stadtbad", ...munich } },
      connectwise: {
        c1: { name: "Stadtbad", city: "Berlin" },
        c2: { name: "Stadtbad", city: "München" },
      },
    });

    expect(decisions.get("hubspot:h1")).toMatchObject({ matchedBy: ["city", "name"] });
  });

  it("shows what a candidate for review shares and contradicts", () => {
    const decisions = decideAll({
      hubspot: { h1: { name: "Apex", domain: "apex.com", city: "Rye" } },
      connectwise: { c1: { name: "Apex", website: "apex.net", city: "Rye" } },
    });

    expect(decisions.get("hubspot:h1")).toMatchObject({
      candidates: [{ id: "c1", shared: ["city", "name", "name_loose"], differing: ["domain"] }],
    });
  });

  it("decides about a record that nothing is known of", () => {
    const ref = { side: "hubspot", id: "h1" } as const;
    const decisions = decideMatches([ref], { pairs: [], sameSide: [], links: [] });

    expect(told(decisions.get(recordKey(ref)))).toBe("none no_candidate");
  });
});

describe("describeMatchReason", () => {
  it("says in words what the codes mean", () => {
    expect(describeMatchReason("one_candidate_by_name")).toMatch(/^The name agrees/u);
  });
});
