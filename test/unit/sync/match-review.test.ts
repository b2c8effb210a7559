import { describe, expect, it } from "vitest";

import { berlin, munich, type Situation, verdicts } from "./match-situation.ts";

describe("decideMatches, where a person has to look", () => {
  it.each<[string, Situation, Record<string, string>]>([
    [
      "asks when a shared domain leaves differently named companies on both sides",
      {
        hubspot: {
          h1: { name: "Nordwind Energy", domain: "nordwind.com" },
          h2: { name: "Nordwind Health", domain: "nordwind.com" },
        },
        connectwise: { c1: { name: "Nordwind Holding", website: "nordwind.com" } },
      },
      {
        h1: "review c1 contradicting_values",
        h2: "review c1 contradicting_values",
        c1: "review h1,h2 several_candidates",
      },
    ],
    [
      "asks about a shared domain alone when the places contradict each other",
      {
        hubspot: { h1: { name: "Nordwind Energy", domain: "nordwind.com", ...berlin } },
        connectwise: { c1: { name: "Nordwind Health", website: "nordwind.com", ...munich } },
      },
      { h1: "review c1 contradicting_values", c1: "review h1 contradicting_values" },
    ],
    [
      "asks when two records of one side fit one record, even if one of them agrees in more",
      {
        hubspot: {
          h1: { name: "Fuchsbau (Class A)", domain: "fuchsbau.com", ...berlin },
          h2: { name: "Fuchsbau (Class B)", ...berlin, phone: "030 1234567" },
        },
        connectwise: { c1: { name: "Fuchsbau AG", ...berlin, phone: "+49 30 1234567" } },
      },
      {
        h1: "review c1 twins_on_one_side",
        h2: "review c1 twins_on_one_side",
        c1: "review h1,h2 several_candidates",
      },
    ],
    [
      "does not let a phone number alone choose between twins",
      {
        hubspot: {
          h1: { name: "Fuchsbau (Class A)", domain: "fuchsbau.com", phone: "030 7654321" },
          h2: { name: "Fuchsbau (Class B)", domain: "fuchsbau.com", phone: "030 1234567" },
        },
        connectwise: { c1: { name: "Fuchsbau AG", phone: "+49 30 1234567" } },
      },
      {
        h1: "review c1 twins_on_one_side",
        h2: "review c1 twins_on_one_side",
        c1: "review h1,h2 several_candidates",
      },
    ],
    [
      "asks about twins without a counterpart",
      {
        hubspot: {
          h1: { name: "Fuchsbau (Class A)", domain: "fuchsbau.com" },
          h2: { name: "Fuchsbau (Class B)", domain: "fuchsbau.com" },
        },
        connectwise: {},
      },
      { h1: "review twins_on_one_side", h2: "review twins_on_one_side" },
    ],
    [
      "does not take one name in two cities for twins",
      {
        hubspot: { h1: { name: "Stadtbad", ...berlin }, h2: { name: "Stadtbad", ...munich } },
        connectwise: {},
      },
      { h1: "none no_candidate", h2: "none no_candidate" },
    ],
    [
      "asks when a third record of the name says nothing that rules it out",
      {
        hubspot: { h1: { name: "Stadtbad", ...berlin }, h2: { name: "Stadtbad" } },
        connectwise: { c1: { name: "Stadtbad", ...berlin } },
      },
      {
        h1: "review c1 twins_on_one_side",
        h2: "review c1 twins_on_one_side",
        c1: "review h1,h2 several_candidates",
      },
    ],
    [
      "asks when the candidate is linked already",
      {
        hubspot: {
          h1: { name: "Quellwerk", domain: "quellwerk.com" },
          h2: { name: "Quellwerk", domain: "quellwerk.com" },
        },
        connectwise: { c1: { name: "Quellwerk", website: "quellwerk.com" } },
        links: { h1: "c1" },
      },
      {
        h1: "link c1 linked_before",
        h2: "review c1 twin_already_linked",
        c1: "link h1 linked_before",
      },
    ],
    [
      "asks when the candidate is linked to a record with nothing in common",
      {
        hubspot: { h1: { name: "Elsewhere" }, h2: { name: "Quellwerk" } },
        connectwise: { c1: { name: "Quellwerk" } },
        links: { h1: "c1" },
      },
      {
        h1: "link c1 linked_before",
        h2: "review c1 candidate_already_linked",
        c1: "link h1 linked_before",
      },
    ],
    [
      "asks when a twin on its own side is linked to a record that no longer agrees",
      {
        hubspot: { h1: { name: "Quellwerk" }, h2: { name: "Quellwerk" } },
        connectwise: { c1: { name: "Renamed" } },
        links: { h1: "c1" },
      },
      {
        h1: "link c1 linked_before",
        h2: "review twin_already_linked",
        c1: "link h1 linked_before",
      },
    ],
    [
      "creates a further subsidiary although the domain's other company is linked",
      {
        hubspot: {
          h1: { name: "Nordwind Energy", domain: "nordwind.com" },
          h2: { name: "Nordwind Rail", domain: "nordwind.com" },
        },
        connectwise: { c1: { name: "Nordwind Energy", website: "nordwind.com" } },
        links: { h1: "c1" },
      },
      {
        h1: "link c1 linked_before",
        h2: "none counterpart_belongs_to_other",
        c1: "link h1 linked_before",
      },
    ],
    [
      "asks when two counterparts cannot be told apart",
      {
        hubspot: { h1: { name: "Quellwerk", domain: "quellwerk.com" } },
        connectwise: {
          c1: { name: "Quellwerk", website: "quellwerk.com" },
          c2: { name: "Quellwerk" },
        },
      },
      {
        h1: "review c1,c2 several_candidates",
        c1: "review h1 twins_on_one_side",
        c2: "review h1 twins_on_one_side",
      },
    ],
    [
      "links loosely equal names only where the place agrees",
      {
        hubspot: { h1: { name: "Mueller Bau", ...berlin }, h2: { name: "Moe's Diner" } },
        connectwise: { c1: { name: "Muller Bau", ...berlin }, c2: { name: "Mo's Diner" } },
      },
      {
        h1: "link c1 one_candidate_by_name",
        h2: "review c2 contradicting_values",
        c1: "link h1 one_candidate_by_name",
        c2: "review h2 contradicting_values",
      },
    ],
    [
      "tells two shops of one city apart by street and phone",
      {
        hubspot: {
          h1: { name: "Brezel", city: "Ulm", address: "Hauptstraße 5", phone: "0731 111222" },
          h2: { name: "Brezel", city: "Ulm", address: "Lange Gasse 9", phone: "0731 333444" },
        },
        connectwise: {
          c1: { name: "Brezel", city: "Ulm", address: "Lange Gasse 9", phone: "+49 731 333444" },
          c2: { name: "Brezel", city: "Ulm", address: "Hauptstr. 5", phone: "+49 731 111222" },
        },
      },
      {
        h1: "link c2 singled_out_by_tie_breaker",
        h2: "link c1 singled_out_by_tie_breaker",
        c1: "link h2 singled_out_by_tie_breaker",
        c2: "link h1 singled_out_by_tie_breaker",
      },
    ],
  ])("%s", (_behaviour, situation, expected) => {
    expect(verdicts(situation)).toEqual(expected);
  });
});
