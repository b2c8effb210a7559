import { LoadingSpinner, Tile } from "@hubspot/ui-extensions";
import type { RunSample } from "@lockstep/api/wire-runs.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { RunSamples } from "../../hubspot-app/src/app/settings/first-sync/RunSamples.tsx";
import { answerFetch } from "./rig.ts";
import { wordsOn } from "./screen.ts";
import { tabRig } from "./tab-rig.ts";
import type { TabRig } from "./tab-rig.ts";

const answers = answerFetch();

const SAMPLE: RunSample = {
  objectType: "company",
  hubspotId: "9",
  connectwiseId: "250",
  name: null,
  hubspotUrl: null,
  connectwiseUrl: null,
  action: "linked",
  reason: "",
  changes: [{ side: "hubspot", field: "city", before: null, after: "Boston", rule: "" }],
};

beforeEach(() => {
  answers.set("get /runs/run-1/samples", { body: { samples: [SAMPLE] } });
  const fields = [{ path: "city", label: "City", kind: "text", operators: [], options: [] }];
  answers.set("get /objects/company/filters/fields", {
    body: { hubspot: fields, connectwise: [] },
  });
  answers.set("get /objects/company/names", {
    body: { items: [{ id: "9", name: "Harbour Ltd" }] },
  });
});

const show = (): TabRig => {
  const rig = tabRig();
  rig.page.render(<RunSamples context={rig.context} runId="run-1" objectType="" />);
  return rig;
};

describe("examples of a dry run", () => {
  it("are called by their names, also where no name would be written", async () => {
    const { page } = show();
    await page.waitFor(() => page.find(Tile));

    expect(wordsOn(page)).toContain("Harbour Ltd\nCompany\nField");
    expect(wordsOn(page)).toContain("City (HubSpot)\nempty\nBoston");
  });

  it.each(["get /objects/company/filters/fields", "get /objects/company/names"])(
    "are not shown before there is an answer to %s",
    async (question) => {
      answers.set(question, () => new Promise<{ body: unknown }>(() => undefined));
      const { page } = show();

      const label = "Loading the names of fields and records";
      await page.waitFor(() => page.find(LoadingSpinner, { label }));

      expect(page.findAll(Tile)).toEqual([]);
    },
  );

  it("are called by their numbers where names cannot be read", async () => {
    const error = { code: "throttled", message: "Too fast.", requestId: "r" };
    answers.set("get /objects/company/names", { status: 503, body: { error } });
    const { page } = show();
    await page.waitFor(() => page.find(Tile));

    expect(wordsOn(page)).toContain("Company no. 9\n");
  });
});
