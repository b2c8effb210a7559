import { describe, expect, it } from "vitest";

import { firm, PATIENCE, type Shown, useLiveRig, worldOf } from "./live-rig.ts";

const home = firm(1);
const POLICY = "/objects/contact/policy";

describe("contacts with free e-mail addresses [S12]", () => {
  const live = useLiveRig(worldOf([home], []));

  const make = async (email: string): Promise<string> => {
    const { id } = await live().edit("hubspot", "contact", {
      fields: { firstname: "Robin", lastname: email.split("@")[0], email },
      associations: { companies: [home.hubspot.id] },
    });
    return id;
  };
  const codeOf = async (id: string): Promise<string | undefined> =>
    (await live().issue("hubspot", "contact", id))?.code;
  const setDomains = async (added: string[], removed: string[]): Promise<void> => {
    const body = { freeEmailDomains: { added, removed } };
    expect(await live().api("PUT", POLICY, body)).toMatchObject({ status: 200 });
  };
  const people = async (): Promise<string[]> => {
    const contacts = await live().records("connectwise", "contact");
    const names = contacts.map(({ lastName }: Shown) => String(lastName));
    return names.toSorted((one, other) => one.localeCompare(other));
  };

  it("stay where they are, and say why", async () => {
    const gmail = await make("gill@gmail.com");
    const own = await make("olga@harbour.example");

    await live().counterpart("hubspot", "contact", own);
    await expect.poll(() => codeOf(gmail), PATIENCE).toBe("free_email");
    expect(await people()).toEqual(["olga"]);
  });

  it("go once their domain is taken off the list, without being touched", async () => {
    await setDomains([], ["gmail.com"]);

    await expect.poll(people, PATIENCE).toEqual(["gill", "olga"]);
  });

  it("are held back from then on when their domain is added, and keep their links", async () => {
    const { id } = await live().counterpart("connectwise", "contact", await idOf("olga"));
    await setDomains(["harbour.example"], ["gmail.com"]);
    await expect.poll(() => codeOf(id), PATIENCE).toBe("free_email");

    const late = await make("lee@harbour.example");
    await expect.poll(() => codeOf(late), PATIENCE).toBe("free_email");
    const writes = await live().writesDuring(() =>
      live().edit("hubspot", "contact", { id, fields: { jobtitle: "Harbour master" } }),
    );

    expect(writes).toBe(0);
    expect(await people()).toEqual(["gill", "olga"]);
  });

  it("come back with what changed meanwhile, each once, when the list is as before", async () => {
    await setDomains([], []);

    await expect.poll(people, PATIENCE).toEqual(["gill", "lee", "olga"]);
    await live().quiet();
    expect(await people()).toEqual(["gill", "lee", "olga"]);
  });

  const idOf = async (lastName: string): Promise<string> => {
    const contacts = await live().records("connectwise", "contact");
    return String(contacts.find((each: Shown) => each.lastName === lastName)?.id);
  };
});
