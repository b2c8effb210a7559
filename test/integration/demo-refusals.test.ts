import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { openDemoRig } from "./demo-rig.ts";

const rig = await openDemoRig();
const startsNothing = () => !existsSync(path.join(rig.folder, "data"));

async function whileTaken(port: number, work: () => Promise<void>): Promise<void> {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(port, "127.0.0.1", resolve));
  try {
    await work();
  } finally {
    await new Promise((resolve) => holder.close(resolve));
  }
}

describe("a demo that cannot start", () => {
  it.each([
    ["server", "PORT"],
    ["hubspot", "SANDBOX_HUBSPOT_PORT"],
    ["connectwise", "SANDBOX_CONNECTWISE_PORT"],
    ["preview", "SANDBOX_PREVIEW_PORT"],
  ] as const)("names the variable when the port of %s is taken", async (name, variable) => {
    await whileTaken(rig.ports[name], async () => {
      const demo = rig.start(["--once"]);

      expect(await demo.ended).toBe(1);
      expect(demo.output()).toContain(
        `Port ${rig.ports[name]} is taken. Set ${variable} to a free port`,
      );
      expect(startsNothing()).toBe(true);
    });
  });

  it("names the variable that holds no port", async () => {
    const demo = rig.start(["--once"], { SANDBOX_HUBSPOT_PORT: "forty" });

    expect(await demo.ended).toBe(1);
    expect(demo.output()).toContain("SANDBOX_HUBSPOT_PORT must be a port number");
    expect(startsNothing()).toBe(true);
  });

  it("asks for the second export when only one is given", async () => {
    const demo = rig.start(["--hubspot-csv", "companies.csv"]);

    expect(await demo.ended).toBe(1);
    expect(demo.output()).toContain("give both --hubspot-csv and --connectwise-csv");
  });

  it.each([
    "--hubspot-contacts-csv",
    "--connectwise-contacts-csv",
    "--hubspot-deals-csv",
    "--connectwise-opportunities-csv",
  ])("asks for the companies when only %s is given", async (flag) => {
    const demo = rig.start([flag, "records.csv"]);

    expect(await demo.ended).toBe(1);
    expect(demo.output()).toContain(
      "contacts and deals belong to companies: give --hubspot-csv and --connectwise-csv, too",
    );
    expect(startsNothing()).toBe(true);
  });

  it("says which column an export of contacts lacks, before anything is started", async () => {
    const write = async (name: string, text: string): Promise<string> => {
      const file = path.join(rig.folder, name);
      await writeFile(file, text);
      return file;
    };
    const demo = rig.start([
      `--hubspot-csv=${await write("companies.csv", "Record ID,Company name\n1,Acme\n")}`,
      `--connectwise-csv=${await write("psa.csv", "Company RecID,Company Name\n1,Acme\n")}`,
      `--connectwise-contacts-csv=${await write("people.csv", "Contact RecID,Surname\n1,Moss\n")}`,
    ]);

    expect(await demo.ended).toBe(1);
    expect(demo.output()).toContain("people.csv");
    expect(demo.output()).toContain("First Name");
    expect(startsNothing()).toBe(true);
  });

  it("says which export cannot be read, before anything is started", async () => {
    const connectwiseFile = path.join(rig.folder, "connectwise.csv");
    await writeFile(connectwiseFile, "Company RecID,Company Name\n1,Acme\n");
    const demo = rig.start(["--hubspot-csv=not-there.csv", `--connectwise-csv=${connectwiseFile}`]);

    expect(await demo.ended).toBe(1);
    expect(demo.output()).toContain("not-there.csv: the file cannot be read (ENOENT)");
    expect(startsNothing()).toBe(true);
  });
});
