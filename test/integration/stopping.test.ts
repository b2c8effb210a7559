import { expect, it } from "vitest";

import { openTestDatabase } from "../support/postgres.ts";
import { includeEverything, readRows, startServerRig, until, untilEnded } from "./server-rig.ts";

const database = await openTestDatabase();

it("a server that stops amid a first sync gives back what it holds [S20]", async () => {
  const rig = await startServerRig(database);
  await rig.control("hubspot", "reset", { dataset: "sample", seed: 1 });
  await rig.control("connectwise", "reset", { dataset: "empty" });
  await rig.install();
  await rig.connect();
  await includeEverything(rig);
  await rig.startJobs();
  await rig.api("POST", "/dry-runs");
  await untilEnded(rig, "dry-run");
  await rig.api("POST", "/first-syncs");
  await until(
    () => rig.control("connectwise", "records/company"),
    (companies) => companies.length > 5,
  );

  await rig.close();

  expect(await readRows(database, "SELECT 1 FROM claims WHERE owner IS NOT NULL")).toEqual([]);
  const active = "SELECT name, state, output FROM pgboss.job WHERE state IN ('active', 'retry')";
  expect(await readRows(database, active)).toEqual([]);
});
