import { describe, expect, it } from "vitest";

import type { RecordSnapshot } from "../../../server/sync/model.ts";
import type { StoredParent } from "../../../server/sync/pair-ports.ts";
import { contactDefinition } from "../../../server/sync/objects/contact.ts";
import { keysOf, matchKeysOf, unclaimed } from "../../../server/usecases/engine.ts";
import { planPairs } from "../../../server/usecases/plan-pairs.ts";
import { refKey } from "../../../server/usecases/plan-verdicts.ts";
import { loneContext } from "./lone-context.ts";

const parent = { objectType: "company", side: "hubspot", id: "5" } as const;
const LINKED: StoredParent = {
  parent,
  link: { hubspotId: "5", connectwiseId: "50", state: "linked" },
  issue: null,
};
const SEEN_FROM_THERE: StoredParent = {
  ...LINKED,
  parent: { objectType: "company", side: "connectwise", id: "50" },
};
const anna: RecordSnapshot = {
  id: "1",
  fields: {
    firstname: "Anna",
    lastname: "Berg",
    email: "anna@harbour.example",
    associatedcompanyid: "5",
    hs_additional_emails: null,
  },
  modifiedAt: 1,
  isDeleted: false,
};

/** The same person in ConnectWise, in the company that Anna's is linked with. */
const theirs: RecordSnapshot = {
  id: "7",
  fields: {
    firstName: "Anna",
    lastName: "Berg",
    "communications/email": "anna@harbour.example",
    "communications/emails": null,
    "company/id": "50",
    inactiveFlag: false,
  },
  modifiedAt: 1,
  isDeleted: false,
};

/**
 * Plans a contact. @returns the ids of the records whose keys the commit stores
 *
 * @param looks - what is known of its company, look by look
 */
async function keyedBy(
  looks: readonly (readonly StoredParent[])[],
  isFresh: boolean,
  counterpart?: RecordSnapshot,
): Promise<readonly string[]> {
  const plain = loneContext(contactDefinition);
  let asked = 0;
  const parentsOf = (): Promise<readonly StoredParent[]> =>
    Promise.resolve(looks[Math.min((asked += 1), looks.length) - 1] ?? []);
  const context = { ...plain, store: { ...plain.store, parentsOf } };
  const work = {
    pair: unclaimed(context, { side: "hubspot", id: "1" }, null),
    records: { hubspot: anna, connectwise: null },
    isFresh,
  };
  const found = new Map<string, RecordSnapshot>();
  if (counterpart !== undefined) {
    const ref = { side: "connectwise", id: counterpart.id } as const;
    found.set(refKey(ref), counterpart);
    const keys = keysOf(context, ref.side, counterpart) ?? [];
    await context.store.learnKeys("contact", [{ ref, keys }]);
  }
  if (isFresh) {
    const keys = keysOf(context, "hubspot", anna) ?? [];
    await context.store.learnKeys("contact", [{ ref: { side: "hubspot", id: "1" }, keys }]);
  }
  const [planned] = await planPairs(context, [work], () => Promise.resolve(found));
  if (planned === undefined) throw new Error("nothing was planned");
  expect(planned.kind === "update").toBe(counterpart !== undefined);
  return matchKeysOf(context, planned.work).map(({ ref }) => ref.id);
}

describe("match keys in the commit of a plan", () => {
  it("are left out of a listed record, as the decision has stored them", async () => {
    expect(await keyedBy([[LINKED]], false)).toEqual([]);
  });

  it("are stored once more where its company came to be known after the decision", async () => {
    expect(await keyedBy([[], [LINKED]], false)).toEqual(["1"]);
  });

  it("are left out of a listed counterpart, as the listing has stored them", async () => {
    expect(await keyedBy([[LINKED], [SEEN_FROM_THERE]], false, theirs)).toEqual([]);
  });

  it("are stored of a record that was just read, and of its counterpart", async () => {
    expect(await keyedBy([[LINKED]], true)).toEqual(["1"]);
    expect(await keyedBy([[LINKED], [SEEN_FROM_THERE]], true, theirs)).toEqual(["1", "7"]);
  });
});
