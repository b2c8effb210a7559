/** What is wrong in a picture. */
export interface Complaint {
  /** In words, as in `runs beyond its box`. */
  what: string;
  /** The element. */
  where: string;
  /** Its text. */
  words: string;
}
