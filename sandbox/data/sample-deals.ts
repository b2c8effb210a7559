import type { Random } from "../shared/random.ts";
import type { Placement } from "./firm-book.ts";
import { pairedPeople } from "./people.ts";
import type { RecordBook } from "./record-book.ts";
import type { ConnectWiseRecord } from "./records.ts";
import {
  dealPipelines,
  dealTypes,
  opportunityStages,
  opportunityStatuses,
  opportunityTypes,
} from "./sales-choices.ts";
import { connectwiseDay, dayAfter, forecastItem, toHubSpotDeal, toOpportunity } from "./sales.ts";
import type { Sale } from "./sales.ts";

const subjects = `Managed services agreement|Firewall refresh|Microsoft 365 migration|Backup and
  recovery|Server replacement|Security assessment|New office cabling|Hardware lease|Help desk for 40
  seats|Phone system|Überwachung der Filialen|Wi-Fi survey`
  .split("|")
  .map((subject) => subject.replaceAll(/\s+/g, " ").trim());

const stages = dealPipelines.flatMap((pipeline) =>
  pipeline.stages.map((stage) => ({ pipeline: pipeline.id, ...stage })),
);
const opportunityStates = opportunityStatuses.flatMap((status) =>
  opportunityStages.map((stage) => ({ stage, status })),
);

/** Makes one sale after another; stages take turns, so that each pipeline's every stage is there. */
class SaleMaker {
  readonly #random: Random;
  readonly #today: string;
  #made = 0;

  constructor(random: Random, today: string) {
    this.#random = random;
    this.#today = today;
  }

  make(placement: Placement): Sale {
    const random = this.#random;
    const stage = stages[(this.#made * 5) % stages.length];
    const subject =
      subjects[(this.#made * 7 + Math.floor(this.#made / subjects.length)) % subjects.length];
    this.#made += 1;
    if (stage === undefined) throw new Error("there are no stages");
    return {
      name: `${placement.firm.name} - ${subject}`,
      pipeline: stage.pipeline,
      stage: stage.id,
      amount: random.chance(0.85) ? 250 * (2 + random.integer(300)) : undefined,
      closeDay: this.#closeDay(stage.isClosed),
      person: random.chance(0.9) ? random.pick(pairedPeople) : undefined,
      type: random.pick(dealTypes).value,
      description: random.chance(0.3) ? `${subject}, as discussed on the phone.` : undefined,
    };
  }

  /** A third of the closed ones closed more than a year ago; some open ones are overdue. */
  #closeDay(isClosed: boolean): string {
    if (!isClosed) return dayAfter(this.#today, this.#random.integer(160) - 25);
    const ago = this.#random.chance(0.34)
      ? 400 + this.#random.integer(900)
      : this.#random.integer(300);
    return dayAfter(this.#today, -ago);
  }
}

/** Forecasts as salespeople keep them: the one figure, split, with lines that do not count, other sums. */
function forecastFor(amount: number, random: Random): ConnectWiseRecord {
  const half = Math.round(amount / 2);
  const service = { forecastType: "Service" as const, forecastDescription: "Installation" };
  const option = { includeFlag: false, forecastDescription: "Option: spare unit" };
  return random.pick([
    {},
    {},
    { forecastItems: [forecastItem(half), forecastItem(amount - half, service)] },
    { forecastItems: [forecastItem(amount), forecastItem(900, option)] },
    { forecastItems: [forecastItem(amount + 1_250)] },
    {
      forecastItems: [
        forecastItem(half),
        forecastItem(half + 300.5, service),
        forecastItem(half, option),
      ],
    },
    { forecastItems: [] },
  ]);
}

function connectwiseSpelling(sale: Sale, random: Random): ConnectWiseRecord {
  const changes: ConnectWiseRecord =
    sale.amount === undefined ? {} : forecastFor(sale.amount, random);
  if (random.chance(0.4)) changes["name"] = sale.name.replace(/^.* - /, "");
  if (random.chance(0.15)) changes["stage"] = { name: random.pick(opportunityStages).name };
  if (random.chance(0.15)) {
    changes["expectedCloseDate"] = connectwiseDay(dayAfter(sale.closeDay, 14));
  }
  if (random.chance(0.2)) changes["type"] = { name: random.pick(opportunityTypes) };
  return changes;
}

/** Stage and status of an opportunity that ConnectWise alone knows; each pair has its turn. */
function connectwiseState(index: number, sale: Sale, today: string): ConnectWiseRecord {
  const state = opportunityStates[(index * 7) % opportunityStates.length];
  if (state === undefined) return {};
  const { stage, status } = state;
  const isLater = sale.closeDay > today;
  const day = status.closedFlag && isLater ? dayAfter(today, -index) : sale.closeDay;
  return {
    stage: { name: stage.name },
    status: { name: status.name },
    expectedCloseDate: connectwiseDay(day),
  };
}

/** Deals of a firm are in both systems, for people to pair, or all in one; four turns. */
function sidesFor(
  { hubspotIds, connectwiseIds }: Placement,
  index: number,
): { hubspot: boolean; connectwise: boolean } {
  const hubspot = hubspotIds.length > 0;
  const connectwise = connectwiseIds.length > 0;
  if (!hubspot || !connectwise) return { hubspot, connectwise };
  return { hubspot: index % 4 !== 3, connectwise: index % 4 !== 2 };
}

/**
 * Gives firms their deals. No deal of one firm is in one system only while another is in the other:
 * a firm's deals wait for people to pair them, or are free to be created.
 *
 * @param today - calendar day the close dates lie around, `YYYY-MM-DD`
 */
export function addDeals(
  book: RecordBook,
  placements: readonly Placement[],
  { random, today }: { random: Random; today: string },
): void {
  const maker = new SaleMaker(random, today);
  let alone = 0;
  for (const [index, placement] of placements.entries()) {
    const sides = sidesFor(placement, index);
    const count = random.pick([0, 1, 1, 2]);
    for (let each = 0; each < count; each += 1) {
      const sale = maker.make(placement);
      const contact = random.chance(0.85) ? placement.contacts[each] : undefined;
      if (sides.hubspot) {
        const contacts = contact?.hubspotId === undefined ? [] : [contact.hubspotId];
        const companies = placement.hubspotIds.slice(0, 1);
        book.addHubspot("deals", toHubSpotDeal(sale, { companies, contacts }));
      }
      if (sides.connectwise) {
        const changes = sides.hubspot
          ? connectwiseSpelling(sale, random)
          : connectwiseState((alone += 1), sale, today);
        const companyId = placement.connectwiseIds[0];
        const contactId = contact?.connectwiseId;
        book.addConnectwise("deals", toOpportunity(sale, { companyId, contactId }, changes));
      }
    }
  }
}
