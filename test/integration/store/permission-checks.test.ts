import { describe, expect, it } from "vitest";

import type { PermissionFinding } from "../../../server/sync/permission-ports.ts";
import { connection, installPortal, openStoreRig } from "./rig.ts";

const { app } = await openStoreRig();
const HOUR = 60 * 60_000;
const finding: PermissionFinding = {
  side: "connectwise",
  permission: "Companies > Contacts",
  level: "Inquire",
  neededFor: "reading contacts",
  isRequired: true,
  state: "missing",
  message: "ConnectWise refuses access.",
  remedy: "Grant it.",
};

describe("checks of permissions", () => {
  it("are kept until the next one, each portal's for itself", async () => {
    const { store } = await installPortal(app, "pc1");
    const { store: other } = await installPortal(app, "pc2");
    expect(await store.permissionCheck()).toBeNull();

    await store.savePermissionCheck({ reason: "asked", findings: [] });
    await store.savePermissionCheck({ reason: "refused", findings: [finding] });

    const stored = await store.permissionCheck();
    expect(stored).toMatchObject({ reason: "refused", findings: [finding] });
    expect(stored?.checkedAt).toBeGreaterThan(0);
    expect(await other.permissionCheck()).toBeNull();
  });

  it("are made once for a refusal, whoever else meets it", async () => {
    const { store } = await installPortal(app, "pc3");

    const leases = await Promise.all([1, 2, 3].map(() => store.leaseRefusalCheck(HOUR)));

    expect(leases.filter(Boolean)).toHaveLength(1);
    expect(await store.permissionCheck()).toBeNull();
    await store.savePermissionCheck({ reason: "refused", findings: [finding] });
    expect(await store.leaseRefusalCheck(HOUR)).toBe(false);
    expect(await store.leaseRefusalCheck(0)).toBe(true);
  });

  it("that a person asked for let the next refusal be looked into", async () => {
    const { store } = await installPortal(app, "pc4");
    await store.leaseRefusalCheck(HOUR);

    await store.savePermissionCheck({ reason: "asked", findings: [] });

    expect(await store.leaseRefusalCheck(HOUR)).toBe(true);
  });

  it("are forgotten with the keys that they were made with", async () => {
    const { store } = await installPortal(app, "pc5");
    await store.saveConnection(connection({ webhookKey: "pc5" }));
    await store.savePermissionCheck({ reason: "asked", findings: [finding] });

    await store.saveConnection(connection({ webhookKey: "pc5", publicKey: "other" }));

    expect(await store.permissionCheck()).toBeNull();
  });
});
