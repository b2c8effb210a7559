import { setImmediate } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { openDatabase, type Query } from "../../../server/store/db.ts";
import { together } from "../../../server/store/together.ts";
import { installPortal, openStoreRig } from "./rig.ts";

const { urls, app } = await openStoreRig();
await installPortal(app, "1");
await installPortal(app, "2");
/** One connection, so that what follows meets what went before. */
const database = openDatabase(urls.appUrl, { name: "transactions", maxConnections: 1 });
afterAll(() => database.close());

const ADD = "INSERT INTO rate_limits (bucket, next_at) VALUES (?, now())";
const buckets = async (portalId: string): Promise<string[]> => {
  const rows = await database.look(portalId, (query) =>
    query<{ bucket: string }>("SELECT bucket FROM rate_limits ORDER BY bucket"),
  );
  return rows.map(({ bucket }) => bucket);
};

describe.each(["inPortal", "look"] as const)("a transaction of %s", (kind) => {
  it("keeps what its statements did, and answers with what they found", async () => {
    const answers = await database[kind]("1", (query) =>
      together([query(ADD, [`${kind} a`]), query<{ two: number }>("SELECT 1 + 1 AS two")]),
    );

    expect(answers).toEqual([[], [{ two: 2 }]]);
    expect(await buckets("1")).toContain(`${kind} a`);
    expect(await buckets("2")).not.toContain(`${kind} a`);
  });

  it("keeps nothing when one of them fails, and says why", async () => {
    const broken = database[kind]("1", (query) =>
      together([query(ADD, [`${kind} b`]), query("SELECT 1 / 0"), query(ADD, [`${kind} c`])]),
    );

    await expect(broken).rejects.toThrow("division by zero");
    expect(await buckets("1")).not.toContain(`${kind} b`);
    expect(await buckets("1")).not.toContain(`${kind} c`);
  });

  it("lets no statement out once it is over: the connection serves another portal then", async () => {
    let late: Query | undefined;
    await database[kind]("1", (query) => {
      late = query;
      return query("SELECT 1");
    });

    const other = database.inPortal("2", async (query) => {
      await query("SELECT 1");
      await expect(late?.(ADD, [`${kind} late`])).rejects.toThrow("the transaction is over");
      await query("SELECT 1");
    });

    await other;
    expect([...(await buckets("1")), ...(await buckets("2"))]).not.toContain(`${kind} late`);
  });
});

describe("a look", () => {
  it("has one burst of statements: a second one is refused, and nothing is kept", async () => {
    const second = database.look("1", async (query) => {
      await query("SELECT 1");
      await setImmediate();
      return query(ADD, ["second burst"]);
    });

    await expect(second).rejects.toThrow("the transaction is over");
    expect(await buckets("1")).not.toContain("second burst");
  });
});
