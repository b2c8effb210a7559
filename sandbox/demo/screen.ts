/** Where the demo speaks to a person. */
export interface Screen {
  /** Writes a whole line. */
  line(text?: string): void;
  /** Shows how far something is; drawn over itself on a terminal, once in a while elsewhere. */
  progress(label: string, done: number, total: number): void;
  /** Ends a progress bar, so that the next line starts on its own. */
  endProgress(): void;
}

/** What a screen needs of a stream. */
export interface ScreenStream {
  isTTY?: boolean;
  write(text: string): unknown;
}

const BAR_WIDTH = 30;
/** Without a terminal a line is added when this many more percent are done. */
const PLAIN_STEP = 25;

/** A bar of fixed width, such as `[#####.....]  50 %  20 of 40`. */
export function drawBar(done: number, total: number): string {
  const share = total === 0 ? 0 : Math.min(1, done / total);
  const filled = Math.round(share * BAR_WIDTH);
  const bar = "#".repeat(filled) + ".".repeat(BAR_WIDTH - filled);
  const percent = String(Math.floor(share * 100)).padStart(3);
  return `[${bar}] ${percent} %  ${done} of ${total}`;
}

/** Writes to a terminal with a bar that moves, to anything else in plain lines. */
export function createScreen(stream: ScreenStream): Screen {
  let isBarOpen = false;
  let plainShown = -PLAIN_STEP;
  const endProgress = (): void => {
    if (isBarOpen) stream.write("\n");
    isBarOpen = false;
    plainShown = -PLAIN_STEP;
  };
  return {
    line: (text = "") => {
      endProgress();
      stream.write(`${text}\n`);
    },
    progress: (label, done, total) => {
      const text = `  ${label} ${drawBar(done, total)}`;
      if (stream.isTTY === true) {
        stream.write(`\r\u001B[2K${text}`);
        isBarOpen = true;
        return;
      }
      const percent = total === 0 ? 0 : (done / total) * 100;
      if (percent < plainShown + PLAIN_STEP) return;
      plainShown = percent;
      stream.write(`${text}\n`);
    },
    endProgress,
  };
}
