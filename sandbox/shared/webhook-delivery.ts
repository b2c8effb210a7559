import type { Faults, WebhookFaultKind } from "./faults.ts";

/** One event on its way, with the number of failed deliveries so far (0 at the first). */
export interface QueuedEvent<E> {
  event: E;
  attempt: number;
}

/** One HTTP delivery, signed. */
export interface RenderedDelivery {
  url: string;
  body: string;
  headers: Record<string, string>;
}

/** How a vendor delivers. All times in milliseconds. */
export interface WebhookDeliveryOptions<E> {
  /** Builds and signs the request for these events; undefined when nobody listens (they are forgotten). */
  render(events: readonly QueuedEvent<E>[]): RenderedDelivery | undefined;
  /** What fault entries match: `WEBHOOK company.creation`. */
  label(event: E): string;
  faults: Faults;
  /** Events in one delivery at most. */
  maxPerDelivery: number;
  /** How long events are collected before they are sent. */
  batchWindowMs: number;
  /** A delivery without an answer counts as failed after this time. */
  timeoutMs: number;
  /** Deliveries under way at most. */
  maxConcurrent: number;
  /** Wait before each further try; after the last one the event is lost, as with the vendor. */
  retryDelaysMs: readonly number[];
  /** Whether a failed delivery is tried again; every one is unless given. Status 0 means no answer came. */
  isRetried?(status: number): boolean;
  /** Told about each delivery whose last try failed. */
  onLost?(events: readonly E[]): void;
}

/** Sends events to the subscriber, in batches, with retries and with the faults asked for. */
export interface WebhookDelivery<E> {
  enqueue(events: readonly E[]): void;
  /** Forgets everything queued, waiting or late. */
  clear(): void;
  /** Events not delivered yet, incl. late ones and those that wait for another try. */
  pending(): number;
  /** Like `clear`, and nothing is taken any more. */
  close(): void;
}

const LATE_MS = 5_000;

const isDelivered = (status: number): boolean => status >= 200 && status < 300;

/** @returns the status of the answer, 0 when none came (refused, reset, timed out). */
async function post(delivery: RenderedDelivery, timeoutMs: number): Promise<number> {
  try {
    const response = await fetch(delivery.url, {
      method: "POST",
      body: delivery.body,
      headers: delivery.headers,
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}

/** Timers that can all be stopped at once and never keep a process alive. */
function createTimers(): { after(ms: number, run: () => void): void; clear(): void } {
  const timers = new Set<NodeJS.Timeout>();
  return {
    after: (ms, run) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        run();
      }, ms);
      timer.unref();
      timers.add(timer);
    },
    clear: () => {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}

class Delivery<E> implements WebhookDelivery<E> {
  readonly #options: WebhookDeliveryOptions<E>;
  readonly #timers = createTimers();
  #queue: QueuedEvent<E>[] = [];
  #waiting = 0;
  #underWay = 0;
  #isScheduled = false;
  #isClosed = false;
  /** Answers of deliveries begun before a clear must not bring their events back. */
  #generation = 0;

  constructor(options: WebhookDeliveryOptions<E>) {
    this.#options = options;
  }

  enqueue(events: readonly E[]): void {
    if (this.#isClosed) return;
    for (const event of events) {
      const fault = this.#options.faults.takeWebhookFault(`WEBHOOK ${this.#options.label(event)}`);
      this.#place({ event, attempt: 0 }, fault);
    }
    this.#schedule();
  }

  clear(): void {
    this.#generation += 1;
    this.#timers.clear();
    this.#queue = [];
    this.#waiting = 0;
    this.#isScheduled = false;
  }

  pending(): number {
    return this.#queue.length + this.#waiting;
  }

  close(): void {
    this.#isClosed = true;
    this.clear();
  }

  #place(queued: QueuedEvent<E>, fault: WebhookFaultKind | undefined): void {
    if (fault === "webhook-drop") return;
    if (fault === "webhook-late") {
      this.#later(LATE_MS, [queued]);
      return;
    }
    if (fault === "webhook-reorder") {
      this.#later(this.#options.batchWindowMs * 3, [queued]); // events of the next windows overtake it
      return;
    }
    if (fault === "webhook-duplicate") this.#later(this.#options.batchWindowMs * 2, [queued]);
    this.#queue.push(queued);
  }

  #later(ms: number, events: readonly QueuedEvent<E>[]): void {
    this.#waiting += events.length;
    this.#timers.after(ms, () => {
      this.#waiting -= events.length;
      this.#queue.push(...events);
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#isScheduled || this.#queue.length === 0) return;
    this.#isScheduled = true;
    this.#timers.after(this.#options.batchWindowMs, () => {
      this.#isScheduled = false;
      this.#sendWhileFree();
    });
  }

  #sendWhileFree(): void {
    while (this.#queue.length > 0 && this.#underWay < this.#options.maxConcurrent) {
      const events = this.#queue.splice(0, this.#options.maxPerDelivery);
      void this.#send(events, this.#generation);
    }
  }

  async #send(events: QueuedEvent<E>[], generation: number): Promise<void> {
    const rendered = this.#options.render(events);
    if (rendered === undefined) return;
    this.#underWay += 1;
    this.#waiting += events.length;
    const status = await post(rendered, this.#options.timeoutMs);
    this.#underWay -= 1;
    if (generation !== this.#generation) return;
    this.#waiting -= events.length;
    if (!isDelivered(status)) this.#retry(events, status);
    this.#sendWhileFree();
  }

  #retry(events: readonly QueuedEvent<E>[], status: number): void {
    const attempt = events[0]?.attempt ?? 0;
    const isRetried = this.#options.isRetried?.(status) ?? true;
    const delayMs = isRetried ? this.#options.retryDelaysMs[attempt] : undefined;
    if (delayMs === undefined) {
      this.#options.onLost?.(events.map(({ event }) => event));
      return;
    }
    this.#later(
      delayMs,
      events.map((queued) => ({ event: queued.event, attempt: queued.attempt + 1 })),
    );
  }
}

/** Builds a delivery queue; nothing is sent before the first event. */
export function createWebhookDelivery<E>(options: WebhookDeliveryOptions<E>): WebhookDelivery<E> {
  return new Delivery(options);
}
