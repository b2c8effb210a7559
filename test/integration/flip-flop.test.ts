import { setTimeout as sleep } from "node:timers/promises";

import { beforeAll, describe, expect, it } from "vitest";

import { firm, PATIENCE, type Shown, type Twin, useLiveRig, worldOf } from "./live-rig.ts";
import { readRows, until } from "./server-rig.ts";
import { rowsOf } from "./settings-rig.ts";

const MIAMI = { hubspot: { city: "Miami" }, connectwise: { city: "Miami" } };
const twins = [1, 2, 3, 4].map((number) => firm(number, MIAMI));
const [stopped, slow, remapped, typed] = twins as [Twin, Twin, Twin, Twin];

describe("a field that other integrations change back each time [S32]", () => {
  const live = useLiveRig(worldOf(twins, []));
  const here = async ({ hubspot }: Twin): Promise<Shown> =>
    (await live().record("hubspot", "company", hubspot.id)).properties;
  const there = ({ connectwise }: Twin): Promise<Shown> =>
    live().record("connectwise", "company", connectwise.id);
  const inHubspot = ({ hubspot: { id } }: Twin, fields: Record<string, string>): Promise<Shown> =>
    live().edit("hubspot", "company", { id, fields });
  const inConnectwise = (
    { connectwise: { id } }: Twin,
    fields: Record<string, string>,
  ): Promise<Shown> => live().edit("connectwise", "company", { id: String(id), fields });
  const arrives = async (twin: Twin, city: string): Promise<void> => {
    await expect.poll(async () => (await there(twin)).city, PATIENCE).toBe(city);
  };
  const issueOf = ({ hubspot }: Twin): Promise<Shown> =>
    live().issue("hubspot", "company", hubspot.id);
  const isStopped = async (twin: Twin): Promise<void> => {
    await expect
      .poll(() => issueOf(twin), PATIENCE)
      .toMatchObject({ state: "attention", code: "flip_flop", field: "city" });
  };

  /** Something in ConnectWise wants Miami, something in HubSpot wants Tampa: five times Tampa arrives. */
  const rounds = async (twin: Twin): Promise<void> => {
    await inHubspot(twin, { city: "Tampa" });
    for (let round = 1; round <= 5; round += 1) {
      await until(
        () => there(twin),
        ({ city }) => city === "Tampa",
      );
      await sleep(1_100); // ConnectWise's times are whole seconds: a change in the same one is seen late
      await inConnectwise(twin, { city: "Miami" });
      await until(
        () => here(twin),
        ({ city }) => city === "Miami",
      );
      // What comes after the last round is what the test is about.
      if (round < 5) await inHubspot(twin, { city: "Tampa" });
    }
  };
  /** All that was ever written to a pair was written two days earlier. */
  const twoDaysPass = async ({ hubspot, connectwise }: Twin): Promise<void> => {
    for (const text of [
      `UPDATE journal SET at = at - interval '2 days'
       WHERE record_id IN ('${hubspot.id}', '${connectwise.id}')`,
      "UPDATE mapping_versions SET created_at = created_at - interval '2 days'",
    ]) {
      await readRows(live().database, text);
    }
  };

  beforeAll(async () => {
    await Promise.all([stopped, slow, remapped].map(rounds));
    await live().quiet();
  }, 300_000);

  it("is stopped after five rounds, in peace, until a person has it tried again", async () => {
    await inHubspot(stopped, { city: "Tampa" });
    await isStopped(stopped);
    const { message, remedy } = await issueOf(stopped);
    expect(message).toContain("city in HubSpot was written to city in ConnectWise 5 times");
    expect(remedy).toContain("Another integration or a workflow");
    expect(await live().writesDuring(() => live().quiet())).toBe(0);

    // Other fields go on, and time alone does not begin it anew.
    await twoDaysPass(stopped);
    await inHubspot(stopped, { zip: "33602" });
    await expect.poll(async () => (await there(stopped)).zip, PATIENCE).toBe("33602");
    await live().quiet();
    expect((await there(stopped)).city).toBe("Miami");
    await isStopped(stopped);

    const { body } = await live().api("POST", "/issues/retry", { code: "flip_flop" });

    expect(body).toEqual({ count: 1 });
    await arrives(stopped, "Tampa");
    await expect.poll(() => issueOf(stopped), PATIENCE).toBeUndefined();
    const rulings = await readRows(
      live().database,
      "SELECT rule, field, user_id IS NOT NULL AS is_signed FROM journal WHERE kind = 'ruling'",
    );
    expect(rulings).toEqual([{ rule: "flip_flop_retried", field: "city", is_signed: true }]);
  });

  it("goes on when the rounds are more than a day apart", async () => {
    await twoDaysPass(slow);
    await inHubspot(slow, { city: "Tampa" });

    await arrives(slow, "Tampa");
    expect(await issueOf(slow)).toBeUndefined();
  });

  it("goes on when its mapping changes", async () => {
    await inHubspot(remapped, { city: "Tampa" });
    await isStopped(remapped);
    const rows = rowsOf(await live().api("GET", "/objects/company/mapping")).map((row) =>
      row["hubspot"] === "city" ? { ...row, direction: "to-connectwise" } : row,
    );

    expect(await live().api("PUT", "/objects/company/mapping", { rows })).toMatchObject({
      status: 200,
    });

    await arrives(remapped, "Tampa");
    await expect.poll(() => issueOf(remapped), PATIENCE).toBeUndefined();
  });

  it("is not taken for one that a person changes to and fro on one side", async () => {
    for (let turn = 1; turn <= 7; turn += 1) {
      for (const city of ["Tampa", "Miami"]) {
        await inHubspot(typed, { city });
        await arrives(typed, city);
      }
    }

    expect(await issueOf(typed)).toBeUndefined();
  });
});
