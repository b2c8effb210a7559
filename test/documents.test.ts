import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { neededPermissions } from "../server/adapters/connectwise/permissions.ts";
import type { FieldMapping } from "../server/sync/model.ts";
import { companyDefinition } from "../server/sync/objects/company.ts";
import { contactDefinition } from "../server/sync/objects/contact.ts";
import { dealDefinition } from "../server/sync/objects/deal.ts";
import { listFiles, root } from "./support/project-files.ts";

const read = (file: string): string => readFileSync(path.join(root, file), "utf8");

/** Cells of the table under a heading, without its head; backticks taken off. */
function tableUnder(file: string, heading: string): string[][] {
  const [, section = ""] = read(file).split(`\n${heading}\n`);
  const lines = section.split(/\n#/u, 1)[0]?.split("\n") ?? [];
  const rows = lines.filter((line) => line.startsWith("|")).slice(2);
  return rows.map((line) =>
    line
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim().replaceAll("`", "")),
  );
}

/** What a heading is called in an address, as GitHub makes it. */
function anchorOf(heading: string): string {
  const kept = heading.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, "");
  return kept.replaceAll(" ", "-");
}

describe("the documents", () => {
  const documents = listFiles(".").filter((file) => file.endsWith(".md"));
  const links = documents.flatMap((file) =>
    [...read(file).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/gu)].map(([, target = ""]) => {
      const [place = "", anchor] = target.split("#");
      const named = place === "" ? file : path.join(path.dirname(file), place);
      return { file, target, named, anchor };
    }),
  );

  it("point at files and headings that are there", () => {
    const broken = links.filter(({ named, anchor }) => {
      if (!existsSync(path.join(root, named))) return true;
      if (anchor === undefined) return false;
      const headings = [...read(named).matchAll(/^#+ (.+)$/gmu)].map(([, words = ""]) => words);
      return !headings.some((words) => anchorOf(words) === anchor);
    });

    expect(broken).toEqual([]);
  });

  it("show every picture that is kept for them", () => {
    const shown = new Set(links.map(({ named }) => named));

    expect(listFiles("docs/images").filter((picture) => !shown.has(picture))).toEqual([]);
  });
});

describe("the set-up guide", () => {
  /** `System > My Company: Inquire`, one for each level. */
  const wanted = neededPermissions().flatMap(({ permission, level }) =>
    (level ?? "").split(", ").map((one) => `${permission}: ${one}`),
  );

  it("asks for the permissions that the connection is checked for, and for no other", () => {
    const levels = ["Add", "Edit", "Delete", "Inquire"];
    const asked = tableUnder("docs/setup-guide.md", "### Security role").flatMap(
      ([permission = "", ...cells]) =>
        levels
          .filter((_, column) => cells[column] !== "")
          .map((level) => `${permission}: ${level}`),
    );

    expect(asked.toSorted()).toEqual([...new Set(wanted)].toSorted());
  });
});

describe("the listing", () => {
  it("gives a reason for each scope that the app asks for, in its order", () => {
    const { config } = JSON.parse(read("hubspot-app/src/app/app-hsmeta.json"));
    const { requiredScopes, optionalScopes, conditionallyRequiredScopes } = config.auth;
    const told = tableUnder("docs/listing.md", "## Scopes");

    expect(told.map(([scope]) => scope)).toEqual(requiredScopes);
    expect(told.filter(([, reason = ""]) => reason === "")).toEqual([]);
    expect([...optionalScopes, ...conditionallyRequiredScopes]).toEqual([]);
  });

  const DIRECTIONS: Readonly<Record<string, string>> = {
    both: "both ways",
    "to-hubspot": "to HubSpot",
    "to-connectwise": "to ConnectWise",
  };
  const rowOf = ({ hubspot, direction, writeOn, connectwise }: FieldMapping): string[] => {
    const rest = writeOn === "create" ? ", only on creation" : "";
    return [hubspot, `${DIRECTIONS[direction]}${rest}`, connectwise];
  };

  it.each([
    ["### Companies", companyDefinition],
    ["### Contacts", contactDefinition],
    ["### Deals and opportunities", dealDefinition],
  ])("tells under %s what is read and written at first", (heading, { defaultMappings }) => {
    expect(tableUnder("docs/listing.md", heading)).toEqual(defaultMappings.map(rowOf));
  });
});
