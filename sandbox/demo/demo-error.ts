/** A failure a person can do something about: its message is all they need to see. */
export class DemoError extends Error {
  /** @param message - what went wrong and what to do, in whole sentences */
  constructor(message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.name = "DemoError";
  }
}
