import { describe, expect, it } from "vitest";
import { KEYS } from "../integration/server-rig.ts";
import { listBarriers } from "./preview-rig.ts";
import { cardOn, holds, propertyOn, showsFigures, showsRow } from "./reading.ts";
import { useDesk } from "./story-rig.ts";
import { ALDRIDGE, ANN, BELLWEATHER, CALLOWAY, OPPORTUNITY, OWN_FIELD } from "./story-world.ts";

/** One admin, from the install to everyday work; each step goes on where the one before has ended. */
describe("the story of an admin who has never seen Lockstep, by clicks", () => {
  const desk = useDesk();
  const button = (name: string) => desk().page.getByRole("button", { name, exact: true });
  const says = (words: string | RegExp) => desk().page.getByText(words).first().waitFor();
  const findsNoBarrier = async (): Promise<void> => {
    expect(await listBarriers(desk().page)).toEqual([]);
  };
  const card = () => cardOn(desk().page);
  const property = (label: string) => propertyOn(desk().page, label);

  it("1: connects ConnectWise, told what is wrong with wrong keys", async () => {
    const { page, connectwiseSite } = desk();
    await says("0 of 6 steps done");
    await findsNoBarrier();
    await button("Go to Connection").click();
    await page.getByLabel("ConnectWise site").fill(connectwiseSite);
    await page.getByLabel("Company id").fill(KEYS.companyId);
    await page.getByLabel("Public key").fill("wrong");
    await page.getByLabel("Private key").fill("wrong, too");
    await button("Test and connect").click();

    await page.getByRole("alert").getByText("does not accept the public and private key").waitFor();
    expect(await page.getByLabel("ConnectWise site").inputValue()).toBe(connectwiseSite);
    expect(await page.getByLabel("Public key").inputValue()).toBe("wrong");
    await findsNoBarrier();
    await page.getByLabel("Public key").fill(KEYS.publicKey);
    await page.getByLabel("Private key").fill(KEYS.privateKey);
    await button("Test and connect").click();

    await says("Nothing is missing");
    await page.getByRole("button", { name: "All permissions" }).click();
    await page.getByRole("row", { name: "Companies > Company Maintenance" }).first().waitFor();
    await findsNoBarrier();
  });

  it("2: asks about a conflict in one field, and maps another, of the customer's own", async () => {
    const { page, openTab } = desk();
    await button("Go on to Objects").click();
    await says("Which way do changes go?");
    await findsNoBarrier();
    await button("Next: Field mappings").click();
    await page.getByRole("row", { name: "City" }).getByRole("button", { name: "Edit" }).click();
    await page.getByLabel("When both sides changed it").selectOption("Ask");
    await button("Done").click();
    await button("Map another field").click();
    await page.getByLabel("HubSpot property").selectOption(OWN_FIELD.hubspot);
    const partners = page.getByLabel("ConnectWise field");
    await partners.waitFor();

    const offered = await partners.locator("option").allInnerTexts();
    expect(offered).toContain(OWN_FIELD.connectwise);
    // A text and a number cannot be kept equal with a date.
    for (const other of ["Name", "Number of employees"]) expect(offered).not.toContain(other);
    await partners.selectOption(OWN_FIELD.connectwise);
    await findsNoBarrier();
    await button("Add this row").click();
    await button("Review and save").click();

    await says("City ⇄ City: rules (Ask, was ConnectWise wins)");
    await says("Renewal date ⇄ Contract Renewal: new row");
    await findsNoBarrier();
    await button("Save").click();
    await says("The mapping is saved.");
    await page.getByRole("row", { name: OWN_FIELD.hubspot }).waitFor();
    await findsNoBarrier();
    await openTab("Deals");
    await page.getByRole("row", { name: "Deal Name" }).waitFor();
    await findsNoBarrier();
  });

  it("3: chooses which records go to ConnectWise, having tried the filter", async () => {
    const { page, openTab } = desk();
    await button("Next: Filters").click();
    await button("By lifecycle stage").click();
    await page.getByRole("button", { name: "Values" }).click();
    await page.getByLabel("Customer", { exact: true }).check();
    await page.keyboard.press("Escape");
    await button("Or: add a group").click();
    await page.getByLabel("Field", { exact: true }).nth(1).selectOption("City");
    await page.getByRole("textbox", { name: "Values" }).fill("Orlando");
    await button("Test filter").click();

    await says("All 5 companies were looked at. Nothing was changed.");
    await showsFigures(page, ["Inside the filter 4", "Outside 1"]);
    await showsRow(page, "Inside the filter, for example", "Danforth Manufacturing", [
      "It is synced.",
    ]);
    await showsRow(page, "Outside the filter, for example", "Ellsworth Roofing", [
      "Left out. It would be inside if: Lifecycle Stage is any of Customer, or City is any of Orlando.",
    ]);
    await findsNoBarrier();
    await button("Save the filter").click();
    await says("Saved. It counts from the first sync on.");
    await says("City is any of Orlando");
    for (const type of ["Contacts", "Deals"]) {
      await openTab(type);
      await button(`All ${type.toLowerCase()}`).click();
      await button("Save the filter").click();
      await says(`All ${type.toLowerCase()} are synced`);
    }
    await findsNoBarrier();
  });

  it("4: looks at a dry run, and then at the first sync as it goes", async () => {
    const { page, tile, slowDownConnectwise } = desk();
    await button("Next: First sync").click();
    await findsNoBarrier();
    await button("Start a dry run").click();

    await says(/^Finished/u);
    const numbers = Object.fromEntries(
      await Promise.all(
        [
          "Create in HubSpot",
          "Create in ConnectWise",
          "Link",
          "Needs your decision",
          "Leave out",
        ].map(async (action) => [
          action,
          await tile(action).first().getByRole("heading").first().innerText(),
        ]),
      ),
    );
    expect(numbers).toEqual({
      "Create in HubSpot": "1",
      "Create in ConnectWise": "4",
      Link: "4",
      "Needs your decision": "1",
      "Leave out": "1",
    });
    await page.getByLabel("Examples of").selectOption("Create in ConnectWise");
    await showsRow(page, "Danforth Manufacturing", "City", ["empty", "Tampa"]);
    await findsNoBarrier();
    await slowDownConnectwise(500);
    await button("Start the first sync").click();
    await says("Lockstep writes to HubSpot and ConnectWise now.");
    await page.getByRole("dialog").getByRole("button", { name: "Start the first sync" }).click();

    await says("Under way");
    await page.getByRole("progressbar").waitFor();
    await findsNoBarrier();
    await says("The first sync is done");
    await slowDownConnectwise(0);
    await says("One record needs a decision or a correction.");
    await findsNoBarrier();
  });

  it("5: reads in a company, a contact and a deal what somebody changed in ConnectWise", async () => {
    const { page, openRecord, editInConnectwise, announces } = desk();
    await announces("connectwise", false);
    await openRecord("Companies", ALDRIDGE.name);
    await card().getByText("In sync").waitFor();
    await card().getByRole("link", { name: ALDRIDGE.name }).waitFor();
    await showsRow(page, "Fields that are synced", OWN_FIELD.hubspot, [
      "Mar 31, 2027",
      "Mar 31, 2027",
    ]);
    await findsNoBarrier();
    await editInConnectwise("company", ALDRIDGE.connectwiseId, { phoneNumber: "+1 813 555 0199" });
    await card().getByRole("button", { name: "Sync now" }).click();

    await card()
      .getByText("Phone Number in HubSpot: +1 813 555 0100 became +1 813 555 0199")
      .waitFor();
    await showsRow(page, "Fields that are synced", "Phone Number", [
      "+1 813 555 0199",
      "+1 813 555 0199",
    ]);
    await holds(property("Phone number"), "+1 813 555 0199");
    await findsNoBarrier();

    await openRecord("Contacts", "Ann Ray");
    await card().getByText("In sync").waitFor();
    await findsNoBarrier();
    await editInConnectwise("contact", ANN.connectwiseId, { title: "Practice manager" });
    await card().getByRole("button", { name: "Sync now" }).click();
    await card().getByText("Job Title in HubSpot: empty became Practice manager").waitFor();
    await holds(property("Job title"), "Practice manager");

    await openRecord("Deals", "Help desk for Danforth");
    await card().getByText("In sync").waitFor();
    await findsNoBarrier();
    const number = await card()
      .getByText(/^No\. \d+$/u)
      .innerText();
    await editInConnectwise("deal", Number(number.slice(4)), { name: "Help desk for two years" });
    await card().getByRole("button", { name: "Sync now" }).click();
    await card().getByRole("link", { name: "Help desk for two years" }).waitFor();
    await page.getByRole("heading", { level: 1, name: "Help desk for two years" }).waitFor();
  });

  it("6: corrects a record that cannot be synced, and has it tried again", async () => {
    const { page, openRecord, openSettings, openTab, tile, follow, announces, inConnectwise } =
      desk();
    await openRecord("Companies", BELLWEATHER.name);
    await property("Street address").fill(`${"Bay Street and ".repeat(6)}Harbour Lane`);
    await property("Street address").press("Enter");
    await card().getByText("Needs attention").waitFor();
    await findsNoBarrier();
    await openSettings();
    await openTab("Issues");
    await findsNoBarrier();
    const issue = tile("A text is longer than the other system takes.");
    await issue.getByRole("button", { name: "Show these" }).click();
    await page.getByRole("cell", { name: "Field: Street Address" }).waitFor();
    await findsNoBarrier();

    // HubSpot's word of the correction gets lost, so that it takes a person to have it tried.
    await announces("hubspot", false);
    const record = await follow(
      page.getByRole("row", { name: "Field: Street Address" }).getByRole("link").first(),
    );
    await propertyOn(record, "Street address").fill("1 Bay Street");
    await propertyOn(record, "Street address").press("Enter");
    await record.getByRole("cell", { name: "1 Bay Street" }).first().waitFor();
    await record.close();
    await button("Retry this one").click();

    await says("One record is being tried again.");
    await says("None of these are left");
    expect(await inConnectwise("company", BELLWEATHER.connectwiseId)).toMatchObject({
      addressLine1: "1 Bay Street",
    });
    await button("Back to all issues").click();
    await tile("Match deals").waitFor();
    expect(await issue.count()).toBe(0);
    await announces("hubspot", true);
  });

  it("7: decides which of two cities stands, coming from the issue", async () => {
    const { page, openRecord, openSettings, openTab, tile, follow, editInConnectwise } = desk();
    await editInConnectwise("company", CALLOWAY.connectwiseId, { city: "Ocala" });
    await openRecord("Companies", CALLOWAY.name);
    await property("City").fill("Naples");
    await property("City").press("Enter");
    await card().getByText("1 conflict to decide").waitFor();
    await findsNoBarrier();
    await openSettings();
    await openTab("Issues");
    const issue = tile("the mapping asks a person to decide");
    await issue.getByText("on the record's ConnectWise card in HubSpot").waitFor();
    await issue.getByRole("button", { name: "Show these" }).click();

    const record = await follow(
      page.getByRole("row", { name: "Field: City" }).getByRole("link").first(),
    );
    await cardOn(record).getByLabel("Ocala").check();
    await cardOn(record).getByRole("button", { name: "Use the chosen values" }).click();
    await cardOn(record).getByText("City in HubSpot: Naples became Ocala").waitFor();
    await holds(propertyOn(record, "City"), "Ocala");
    expect(await listBarriers(record)).toEqual([]);
    await record.close();
    await button("Back to all issues").click();
    await tile("Match deals").waitFor();
    expect(await issue.count()).toBe(0);
  });

  it("8: pairs a deal with its opportunity", async () => {
    const { page, openRecord, inConnectwise } = desk();
    await button("Match deals").click();
    await says("It stands above, beside each record that it could be.");
    await showsRow(page, "New firewall", "Name Differs", ["New firewall", "Firewall"]);
    await findsNoBarrier();
    await button("Link these two").click();

    await says("Linked.");
    await says("No deals to match");
    await findsNoBarrier();
    const { name } = await inConnectwise("deal", OPPORTUNITY);
    await openRecord("Deals", name);
    await card().getByText("In sync").waitFor();
    await page.getByRole("link", { name }).first().waitFor();
  });

  it("9: finds everything in sync, and what was done by whom", async () => {
    const { openSettings, openTab, complaints } = desk();
    await openSettings();
    await says("In sync, changes move by themselves");
    await says("With Sync now: 3, half of them within");
    await findsNoBarrier();
    await openTab("Activity");
    await says("City: Naples → Ocala");
    await says(/asked for by you$/u);
    await findsNoBarrier();
    await openTab("Access");
    await says("Decided which of two values stands");
    await findsNoBarrier();
    await openTab("Connection");
    await says("Nothing is missing");
    await findsNoBarrier();

    expect(complaints).toEqual([]);
  });
});
