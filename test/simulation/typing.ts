import type { FieldMapping, FieldValue, Side } from "../../server/sync/model.ts";
import { FREE_DOMAIN } from "./auto-association.ts";
import type { Dice } from "./dice.ts";
import type { VendorRecords } from "./vendor-records.ts";
import {
  CITY_LIMIT,
  CONNECTWISE_STAGES,
  HUBSPOT_STAGES,
  MEMBERS,
  OWNERS,
} from "./world-objects.ts";

const FIRST_DAY = Date.UTC(2026, 1, 1);
const DAY_MS = 86_400_000;

/** What people type: values that nobody typed before, wherever there are more than a few to choose from. */
export class Typing {
  private uid = 0;
  private readonly dice: Dice;
  private readonly records: VendorRecords;

  constructor(dice: Dice, records: VendorRecords) {
    this.dice = dice;
    this.records = records;
  }

  /** A number that nobody used before. */
  number(): number {
    this.uid += 1;
    return this.uid;
  }

  private tag(): string {
    return `q${this.number().toString(36).padStart(2, "0")}`;
  }

  /** A text that nobody typed before; its first characters alone tell it apart. */
  text(): string {
    const tag = this.tag();
    return this.dice.pick([
      `${tag} Street`,
      `${tag}  Two Blanks`,
      `  ${tag} Padded `,
      `${tag} quite a long value here`,
      `${tag.toUpperCase()} CAPS`,
      tag,
    ]);
  }

  private host(): string {
    const host = `${this.tag()}site.com`;
    return this.dice.pick([host, `www.${host}`, `https://${host}/about`]);
  }

  private email(): string {
    const companies = this.records.live("company", this.dice.pick(["hubspot", "connectwise"]));
    const known = companies.flatMap(({ fields, side }) => {
      const site = fields[side === "hubspot" ? "domain" : "website"] ?? null;
      return site === null ? [] : [plainHost(String(site))];
    });
    const domains = [...known, "mail.example", "post.example"];
    const domain = this.dice.chance(0.06) ? FREE_DOMAIN : this.dice.pick(domains);
    const tag = this.tag();
    return `${this.dice.chance(0.2) ? tag.toUpperCase() : tag}@${domain}`;
  }

  private day(side: Side): string {
    const day = new Date(FIRST_DAY + this.number() * DAY_MS).toISOString().slice(0, 10);
    if (side === "connectwise") return `${day}T00:00:00Z`;
    return this.dice.pick([`${day}T00:00:00.000Z`, `${day}T15:30:00.000Z`]);
  }

  /** A value of a field, as it is typed on a side; null for what is not typed. */
  valueFor(field: FieldMapping, side: Side): FieldValue {
    const type = this.typists[field.transform] ?? (() => this.typedText(field));
    return type(side);
  }

  /** How values that are no plain text are typed; references are chosen, not typed. */
  private readonly typists: Readonly<
    Partial<Record<FieldMapping["transform"], (side: Side) => FieldValue>>
  > = {
    integer: () => String(1000 + this.number()),
    number: (side) => (side === "hubspot" ? String(this.amount()) : this.amount()),
    domain: () => this.host(),
    email: () => this.email(),
    "datetime-day": (side) => this.day(side),
    "value-map": (side) => this.dice.pick(side === "hubspot" ? OWNERS : MEMBERS),
    stage: (side) => this.dice.pick(side === "hubspot" ? HUBSPOT_STAGES : CONNECTWISE_STAGES),
    reference: () => null,
    references: () => null,
  };

  private typedText(field: FieldMapping): string {
    const isTooLong = field.key === "city" && this.dice.chance(0.03);
    return isTooLong ? this.text().padEnd(CITY_LIMIT + 5, "x") : this.text();
  }

  /** An amount of money. */
  amount(): number {
    return 10_000 + this.number() * 10;
  }
}

function plainHost(site: string): string {
  return site
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//u, "")
    .replace(/^www\./u, "")
    .replace(/\/.*$/u, "");
}
