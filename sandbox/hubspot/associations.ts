import type { ControlType } from "../shared/control.ts";
import { directionBetween, typesOf } from "./association-types.ts";
import type { AssociationType } from "./association-types.ts";
import type { Change, Source } from "./store.ts";

/** A record by its type and id. */
export interface RecordKey {
  type: ControlType;
  id: string;
}

/** An association as one of its records sees it. */
export interface Association {
  id: string;
  types: AssociationType[];
}

/** Two associated records; `owner` is the one that has at most one primary of the other's type. */
interface Link {
  owner: RecordKey;
  other: RecordKey;
  isPrimary: boolean;
}

/** One kind of association that came or went between two records. */
interface Step {
  link: Link;
  isPrimary: boolean;
  isRemoved: boolean;
}

/** What the associations need to know of the portal. */
export interface AssociationOptions {
  isLive: (key: RecordKey) => boolean;
  now: () => number;
  /** Told about each kind of association that comes or goes, from both sides. */
  emit: (change: Change) => void;
  /** Told after a record's associations changed. */
  changed: (key: RecordKey) => void;
}

/** Associations as the state file keeps them. */
export type SavedLink = Link;

const textOf = ({ type, id }: RecordKey): string => `${type} ${id}`;

/** Which records of a portal are associated. Those of archived records are kept, and not shown. */
export class Associations {
  readonly #options: AssociationOptions;
  /** By record, then by the record associated; in the order they came. */
  #links = new Map<string, Map<string, Link>>();

  constructor(options: AssociationOptions) {
    this.#options = options;
  }

  /** @returns the live records of a type that a record is associated with, the oldest first. */
  list(of: RecordKey, to: ControlType): Association[] {
    const direction = directionBetween(of.type, to);
    if (direction === undefined) return [];
    return this.#liveLinks(of, to).map((link) => ({
      id: farEnd(link, of).id,
      types: typesOf(direction).filter(({ label }) => label === null || link.isPrimary),
    }));
  }

  /** @returns the id of the primary record of a type. */
  primaryOf(of: RecordKey, to: ControlType): string | undefined {
    return this.#liveLinks(of, to).find(({ isPrimary }) => isPrimary)?.other.id;
  }

  /** @returns every record that is associated with this one, archived ones too. */
  neighbours(of: RecordKey): RecordKey[] {
    return this.#linksOf(of).map((link) => farEnd(link, of));
  }

  /** Associates two records, or makes an association the primary one. */
  add(from: RecordKey, to: RecordKey, options: { isPrimary?: boolean; source: Source }): void {
    this.#tell(this.#connect(from, to, options.isPrimary === true), options.source);
  }

  /** Like `add`, without a word to anybody: what was there before the story begins. */
  load(from: RecordKey, to: RecordKey, isPrimary = false): void {
    this.#connect(from, to, isPrimary);
  }

  /** Ends all associations of two records. */
  remove(from: RecordKey, to: RecordKey, source: Source): void {
    const link = this.#find(from, to);
    if (link === undefined) return;
    this.#disconnect(link);
    const steps = [{ link, isPrimary: false, isRemoved: true }];
    if (link.isPrimary) steps.unshift({ link, isPrimary: true, isRemoved: true });
    this.#tell(steps, source);
  }

  /** Two records stay associated; the association is no longer the primary one. */
  removePrimary(from: RecordKey, to: RecordKey, source: Source): void {
    const link = this.#find(from, to);
    if (link?.isPrimary !== true) return;
    link.isPrimary = false;
    this.#tell([{ link, isPrimary: true, isRemoved: true }], source);
  }

  /** Brings a record's associations with a type into line with a list; its first one is primary. */
  replace(
    of: RecordKey,
    to: ControlType,
    options: { ids: readonly string[]; source: Source },
  ): void {
    const { ids, source } = options;
    for (const { id } of this.list(of, to)) {
      if (!ids.includes(id)) this.remove(of, { type: to, id }, source);
    }
    const isOwner = directionBetween(of.type, to)?.isOwner === true;
    for (const [index, id] of ids.entries()) {
      this.add(of, { type: to, id }, { isPrimary: isOwner && index === 0, source });
    }
  }

  /**
   * A merge moves the loser's associations to the winner, which keeps its own primary. Nobody is
   * told: the merge itself is what is told.
   */
  merge(winner: RecordKey, loser: RecordKey): void {
    // The primary one first: it stays primary where the winner has none of the type.
    const links = this.#linksOf(loser).toSorted((a, b) => +b.isPrimary - +a.isPrimary);
    for (const link of links) {
      this.#disconnect(link);
      const far = farEnd(link, loser);
      this.#connect(winner, far, link.isPrimary && textOf(link.owner) !== textOf(loser));
      this.#options.changed(far);
    }
    this.#options.changed(winner);
  }

  /** Forgets a record that is deleted for good. */
  drop(key: RecordKey): void {
    for (const link of this.#linksOf(key)) {
      this.#disconnect(link);
      this.#options.changed(farEnd(link, key));
    }
  }

  clear(): void {
    this.#links = new Map();
  }

  snapshot(): SavedLink[] {
    const all = [...this.#links.values()].flatMap((links) => [...links.values()]);
    return [...new Set(all)];
  }

  /** Takes what `snapshot` gave. */
  restoreSnapshot(saved: readonly SavedLink[]): void {
    this.clear();
    for (const link of saved) this.#store({ ...link });
  }

  /** @returns what changed; nothing when the records were associated like this before */
  #connect(from: RecordKey, to: RecordKey, wantsPrimary: boolean): Step[] {
    const direction = directionBetween(from.type, to.type);
    if (direction === undefined) throw new Error(`no association from ${from.type} to ${to.type}`);
    const [owner, other] = direction.isOwner ? [from, to] : [to, from];
    const isFirst = this.#liveLinks(owner, other.type).length === 0;
    const known = this.#find(from, to);
    const link = known ?? { owner, other, isPrimary: false };
    const steps = known === undefined ? [{ link, isPrimary: false, isRemoved: false }] : [];
    if (known === undefined) this.#store(link);
    if (direction.primary === undefined || link.isPrimary || !(wantsPrimary || isFirst)) {
      return steps;
    }
    return [...steps, ...this.#makePrimary(link)];
  }

  #makePrimary(link: Link): Step[] {
    const steps: Step[] = [];
    for (const each of this.#linksOf(link.owner)) {
      if (each.other.type !== link.other.type || !each.isPrimary) continue;
      each.isPrimary = false;
      steps.push({ link: each, isPrimary: true, isRemoved: true });
    }
    link.isPrimary = true;
    return [...steps, { link, isPrimary: true, isRemoved: false }];
  }

  #tell(steps: readonly Step[], source: Source): void {
    for (const { link, isPrimary, isRemoved } of steps) {
      for (const [from, to] of [
        [link.owner, link.other],
        [link.other, link.owner],
      ] as const) {
        const direction = directionBetween(from.type, to.type);
        if (direction === undefined) continue;
        this.#options.emit({
          kind: "associationChange",
          objectType: direction.from,
          id: from.id,
          source,
          at: this.#options.now(),
          association: { to: direction.to, toId: to.id, isPrimary, isRemoved },
        });
      }
    }
    const touched = steps.flatMap(({ link }) => [link.owner, link.other]);
    for (const key of new Map(touched.map((each) => [textOf(each), each])).values()) {
      this.#options.changed(key);
    }
  }

  #linksOf(key: RecordKey): Link[] {
    return [...(this.#links.get(textOf(key))?.values() ?? [])];
  }

  #liveLinks(of: RecordKey, to: ControlType): Link[] {
    return this.#linksOf(of).filter((link) => {
      const far = farEnd(link, of);
      return far.type === to && this.#options.isLive(far);
    });
  }

  #find(from: RecordKey, to: RecordKey): Link | undefined {
    return this.#links.get(textOf(from))?.get(textOf(to));
  }

  #store(link: Link): void {
    const { owner, other } = link;
    for (const [one, two] of [
      [owner, other],
      [other, owner],
    ] as const) {
      const links = this.#links.get(textOf(one)) ?? new Map<string, Link>();
      links.set(textOf(two), link);
      this.#links.set(textOf(one), links);
    }
  }

  #disconnect({ owner, other }: Link): void {
    this.#links.get(textOf(owner))?.delete(textOf(other));
    this.#links.get(textOf(other))?.delete(textOf(owner));
  }
}

function farEnd({ owner, other }: Link, key: RecordKey): RecordKey {
  return textOf(owner) === textOf(key) ? other : owner;
}
