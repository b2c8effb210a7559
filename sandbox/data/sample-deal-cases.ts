import type { FirmBook, Placement } from "./firm-book.ts";
import { owners, REMOVED_OWNER_ID } from "./people.ts";
import type { RecordBook } from "./record-book.ts";
import type { ConnectWiseRecord } from "./records.ts";
import { dayAfter, forecastItem, toHubSpotDeal, toOpportunity } from "./sales.ts";
import type { Sale } from "./sales.ts";

/** Where the deals of a case's firm are. */
type Pool = "hubspot" | "connectwise" | "both";

/** One planted case after another: the deals each system has for a sale. */
class DealCases {
  readonly #book: RecordBook;
  readonly #pools: Readonly<Record<Pool, Placement[]>>;
  readonly today: string;

  /** @param firms - firms without any other deal, so that nothing but the case decides */
  constructor(book: RecordBook, firms: readonly Placement[], today: string) {
    this.#book = book;
    this.#pools = {
      hubspot: firms.filter((_, index) => index % 5 < 3),
      connectwise: firms.filter((_, index) => index % 5 === 3),
      both: firms.filter((_, index) => index % 5 === 4),
    };
    this.today = today;
  }

  /**
   * @param pool - which system the firm's deals are in; a firm never has deals of its own in both
   * @returns the next firm of the pool, which may have earlier cases
   */
  firm(pool: Pool): Placement {
    const placement = this.#pools[pool].shift();
    if (placement === undefined) throw new Error("the sample has no firm without deals");
    this.#pools[pool].push(placement);
    return placement;
  }

  sale(name: string, changes: Partial<Sale> = {}): Sale {
    return {
      name,
      pipeline: "default",
      stage: "qualifiedtobuy",
      amount: 12_500,
      closeDay: dayAfter(this.today, 45),
      type: "newbusiness",
      person: { ownerId: owners[0]?.id ?? "", memberIdentifier: "dkim" },
      ...changes,
    };
  }

  /** @param parents - the firm's company and its first contact unless given */
  hubspot(sale: Sale, placement: Placement, { changes = {}, ...parents }: HubSpotCase = {}): void {
    const associations = {
      companies: placement.hubspotIds.slice(0, 1),
      contacts: idsOf(placement, "hubspotId").slice(0, 1),
      ...parents,
    };
    this.#book.addHubspot("deals", toHubSpotDeal(sale, associations, changes));
  }

  connectwise(sale: Sale, placement: Placement, changes: ConnectWiseRecord = {}): void {
    const companyId = placement.connectwiseIds[0];
    const contactId = idsOf(placement, "connectwiseId")[0];
    this.#book.addConnectwise("deals", toOpportunity(sale, { companyId, contactId }, changes));
  }
}

interface HubSpotCase {
  changes?: Record<string, string>;
  companies?: string[];
  contacts?: string[];
}

function idsOf<Key extends "hubspotId" | "connectwiseId">(
  { contacts }: Placement,
  key: Key,
): NonNullable<Placement["contacts"][number][Key]>[] {
  return contacts.flatMap((contact) => contact[key] ?? []);
}

function addBorders(cases: DealCases): void {
  const times = {
    "Late evening in New York": "T03:30:00.000Z",
    "Just before midnight in London": "T23:30:00.000Z",
    "Midnight in London": "T00:00:00.000Z",
    "Midnight in New York": "T05:00:00.000Z",
  };
  const year = Number(cases.today.slice(0, 4));
  const days = [`${year + 1}-01-01`, `${year + 1}-03-29`, `${year + 1}-02-28`, `${year + 1}-01-31`];
  for (const [index, [name, time]] of Object.entries(times).entries()) {
    const closedate = `${days[index]}${time}`;
    cases.hubspot(cases.sale(`${name} - renewal`), cases.firm("hubspot"), {
      changes: { closedate },
    });
  }
  const closed = cases.sale("Closed at night - switches", { stage: "closedwon" });
  const day = dayAfter(cases.today, -40);
  cases.connectwise(closed, cases.firm("connectwise"), {
    expectedCloseDate: `${dayAfter(day, 10)}T00:00:00Z`,
    closedDate: `${day}T23:45:12Z`,
  });
  cases.hubspot(cases.sale("Sometime - network audit"), cases.firm("hubspot"), {
    changes: { closedate: "" },
  });
  cases.connectwise(cases.sale("Old record - printers"), cases.firm("connectwise"), {
    expectedCloseDate: undefined,
  });
}

function addFigures(cases: DealCases): void {
  const figures = {
    "Typed with a sign": "$18,400.00",
    "In cents": "12400.55",
    "For free": "0",
    "A credit note": "-500",
    "No figure yet": "",
  };
  for (const [name, amount] of Object.entries(figures)) {
    cases.hubspot(cases.sale(`${name} - licences`), cases.firm("hubspot"), { changes: { amount } });
  }
  const agreement = {
    forecastType: "Agreement" as const,
    forecastDescription: "Managed services, monthly",
    recurringFlag: true,
    recurringRevenue: 1_200,
    cycles: 12,
  };
  const lines = [
    forecastItem(8_000),
    forecastItem(2_499.99, { forecastType: "Service", forecastDescription: "Rollout" }),
    forecastItem(14_400, agreement),
    forecastItem(3_000, { includeFlag: false, forecastDescription: "Option: second site" }),
    forecastItem(0.01, { forecastType: "Other1", forecastDescription: "Rounding" }),
  ];
  cases.connectwise(cases.sale("Many lines - campus network"), cases.firm("connectwise"), {
    forecastItems: lines,
  });
  const excluded = lines.map((line) => ({ ...line, includeFlag: false }));
  cases.connectwise(cases.sale("Nothing counts - campus cameras"), cases.firm("connectwise"), {
    forecastItems: excluded,
  });
  cases.connectwise(
    cases.sale("No forecast - phones", { amount: undefined }),
    cases.firm("connectwise"),
  );
  const shared = cases.firm("both");
  cases.hubspot(cases.sale("Two figures - data centre", { amount: 40_000 }), shared);
  cases.connectwise(cases.sale("Two figures - data centre", { amount: 38_500 }), shared);
}

function addPeople(cases: DealCases): void {
  const left = { changes: { hubspot_owner_id: REMOVED_OWNER_ID } };
  cases.hubspot(cases.sale("Owner has left - tablets"), cases.firm("hubspot"), left);
  const unpaired = { changes: { hubspot_owner_id: owners.at(-1)?.id ?? "" } };
  cases.hubspot(cases.sale("Owner is no member - laptops"), cases.firm("hubspot"), unpaired);
  const nobody = { changes: { hubspot_owner_id: "" } };
  cases.hubspot(cases.sale("Nobody's - monitors"), cases.firm("hubspot"), nobody);
  cases.connectwise(cases.sale("Rep has left - docking stations"), cases.firm("connectwise"), {
    primarySalesRep: { identifier: "lbauer" },
  });
  cases.hubspot(cases.sale("No contact - rack"), cases.firm("hubspot"), { contacts: [] });
  cases.connectwise(cases.sale("No contact - UPS"), cases.firm("connectwise"), {
    contact: undefined,
  });
  const several = cases.firm("hubspot");
  const contacts = idsOf(several, "hubspotId");
  cases.hubspot(cases.sale("Whole office - training"), several, { contacts });
  const [mine, theirs] = [cases.firm("hubspot"), cases.firm("hubspot")];
  const foreign = idsOf(theirs, "hubspotId").slice(0, 1);
  cases.hubspot(cases.sale("Contact elsewhere - audit"), mine, { contacts: foreign });
  const [first, second] = [cases.firm("hubspot"), cases.firm("hubspot")];
  cases.hubspot(cases.sale("Two companies - joint tender"), first, {
    companies: [...first.hubspotIds, ...second.hubspotIds],
  });
  cases.hubspot(cases.sale("No company - enquiry"), first, { companies: [], contacts: [] });
}

function addTexts(cases: DealCases): void {
  const long =
    "Replacement of the entire server, storage and network estate including all branches, phased over three years";
  cases.hubspot(cases.sale(`${long}, first phase`), cases.firm("hubspot"));
  const lines = "First call:\nwants 40 seats\r\n\tBudget: “up to” 20 000 €\u00A0net";
  cases.hubspot(
    cases.sale("Straße & Söhne - Übernahme", { description: lines }),
    cases.firm("hubspot"),
  );
  cases.connectwise(
    cases.sale("Größere Anlage - Café", { description: "Angebot bis Freitag" }),
    cases.firm("connectwise"),
    { name: "Größere Anlage - Café".normalize("NFD") },
  );
  cases.hubspot(cases.sale("Blank\u200B type - copier"), cases.firm("hubspot"), {
    changes: { dealtype: "" },
  });
  const twins = cases.firm("connectwise");
  cases.connectwise(cases.sale("Annual review"), twins);
  cases.connectwise(cases.sale("Annual review"), twins);
}

function addOldAndExcluded(cases: DealCases, firms: FirmBook): void {
  const longAgo = { closeDay: dayAfter(cases.today, -1_100) };
  const won = cases.sale("Long ago - first contract", { ...longAgo, stage: "closedwon" });
  cases.hubspot(won, cases.firm("hubspot"));
  cases.connectwise(won, cases.firm("connectwise"));
  const lost = cases.sale("Long ago - lost bid", { ...longAgo, stage: "closedlost" });
  cases.hubspot(lost, cases.firm("hubspot"));
  cases.connectwise(lost, cases.firm("connectwise"), { status: { name: "No Decision" } });
  const both = cases.firm("both");
  cases.hubspot(won, both);
  cases.connectwise(won, both);
  const inactive = firms.find("Hollis Bakery");
  cases.hubspot(cases.sale("Former client - win back"), inactive);
  cases.connectwise(cases.sale("Former client - collection"), inactive);
  cases.connectwise(cases.sale("Former client - returned goods"), firms.find("Petrov Glassworks"));
}

/**
 * Adds the deals a sync goes wrong on.
 *
 * @param today - calendar day the close dates lie around, `YYYY-MM-DD`
 */
export function addDealCases(book: RecordBook, firms: FirmBook, today: string): void {
  const { hubspot, connectwise } = book.dataset;
  const busy = new Set<unknown>([
    ...hubspot.deals.flatMap(({ companies = [] }) => companies),
    ...connectwise.deals.map(({ company }) => (company as { id: number } | undefined)?.id),
  ]);
  const free = firms
    .sharedPlacements()
    .filter(({ hubspotIds, connectwiseIds }) =>
      [...hubspotIds, ...connectwiseIds].every((id) => !busy.has(id)),
    );
  const cases = new DealCases(book, free, today);
  addBorders(cases);
  addFigures(cases);
  addPeople(cases);
  addTexts(cases);
  addOldAndExcluded(cases, firms);
}
