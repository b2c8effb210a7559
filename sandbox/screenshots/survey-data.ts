/** A rectangle of the page, in CSS pixels from its top left corner. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** A piece of text, or something to press or fill in. */
export interface Leaf {
  kind: "text" | "control";
  /** What it says; of a field what it holds. */
  words: string;
  /** Where it stands, for a person who looks for it. */
  where: string;
  /** Things of one layer must not cover each other: the page itself, or what lies over it. */
  layer: string;
  /** A box a line; none for what nobody sees. */
  lines: Box[];
  /** Positions of the controls around it in {@link Survey.leaves}. */
  holders: number[];
  isLink: boolean;
  /** It belongs to HubSpot's own part of the page, which shows ids where HubSpot does. */
  isHubspots: boolean;
  /** The element whose edge it goes beyond, and by how many pixels. */
  spill: { where: string; by: number } | null;
  /** An edge takes a part of it away, and nothing scrolls. */
  isCut: boolean;
}

/** What a page looks like to the rules of pictures. */
export interface Survey {
  windowWidth: number;
  pageWidth: number;
  leaves: Leaf[];
}
