/**
 * The one connection over which the gateway tells what changed. The browser sends Last-Event-ID when it connects again
 * by itself; after an end that it does not mend (an answer other than 200), and where nothing was heard for so long that
 * the connection must have died without a sign, this opens a new one, and then everything counts as out of date, because
 * what was missed is not known.
 */

export interface Told {
  type: string;
  data: Readonly<Record<string, unknown>>;
}

export interface Listener {
  /** Something happened, in the order in which it did. */
  told: (told: Told) => void;
  /** Something may have been missed: read everything again. */
  reset: () => void;
  /** Whether the connection stands. */
  connected: (stands: boolean) => void;
}

/** Every type of event that some service tells (services/*: `live`); others come with their first use here. */
export const TYPES = [
  "account",
  "approval",
  "badge-earned",
  "contest-changed",
  "feed",
  "item-changed",
  "level-reached",
  "person-changed",
  "points-awarded",
  "points-refunded",
  "points-reversed",
  "points-spent",
  "post",
  "progress-changed",
  "reward-changed",
  "reward-fulfilled",
  "source-changed",
  "standings-changed",
  "suggestion-changed",
  "topic-changed",
  "training-changed",
] as const;

const PATH = "/api/events";
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15_000;
/** The gateway says something every ten seconds (`alive`): twice it may be late. */
const LONGEST_SILENCE = 25_000;
/** What time alone changes, as a week that is over, nothing tells: it is read again after so long. */
const LONGEST_TRUST = 60 * 60_000;
/** How long a page that is not seen goes on listening. */
const PATIENCE = 3_000;

/**
 * Listens until the function that it returns is called; from the first connection on, or behind what was `heard` before
 * anything was read.
 */
export function listen(
  listener: Listener,
  heard?: string | null,
  open: (path: string) => EventSource = (path) => new EventSource(path),
) {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pause = FIRST_PAUSE;
  let behind = heard;

  function next(step: () => void, milliseconds: number): void {
    clearTimeout(timer);
    timer = setTimeout(step, milliseconds);
  }

  /** From now on it may be silent for so long; then it is dead, whatever the browser believes. */
  function expectSign(): void {
    next(() => {
      listener.connected(false);
      source?.close();
      connect();
    }, LONGEST_SILENCE);
  }

  function connect(): void {
    const opened = open(behind ? `${PATH}?${new URLSearchParams({ after: behind })}` : PATH);
    source = opened;
    expectSign();
    let mayHaveMissed = !behind;
    const hear = (type: string, then: (event: MessageEvent<string>) => void) =>
      opened.addEventListener(type, (event) => {
        expectSign();
        then(event);
      });
    const stands = (isReset: boolean) => {
      pause = FIRST_PAUSE;
      listener.connected(true);
      if (isReset) listener.reset();
      mayHaveMissed = false;
      behind = null;
    };
    // A new connection tells from now on: what was read before it stood may be out of date. One that goes on behind
    // something, and one that the browser mended, tells what there was.
    hear("hello", () => stands(mayHaveMissed));
    hear("reset", () => stands(true));
    hear("alive", () => {});
    for (const type of TYPES) {
      hear(type, (event) => listener.told({ type, data: read(event) }));
    }
    opened.onerror = () => {
      listener.connected(false);
      if (opened.readyState !== EventSource.CLOSED) return expectSign(); // the browser mends it
      next(connect, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    };
  }

  connect();
  const reading = setInterval(() => listener.reset(), LONGEST_TRUST);
  return () => {
    clearTimeout(timer);
    clearInterval(reading);
    source?.close();
  };
}

/**
 * Does what `begin` begins while the page is seen, and not while it is behind others for a while: browsers keep six
 * connections to a host for all its tabs together, and the seventh tab would wait for ever.
 */
export function whileSeen(begin: () => () => void): () => void {
  let end: (() => void) | undefined = begin();
  let timer: ReturnType<typeof setTimeout> | undefined;
  function look(): void {
    clearTimeout(timer);
    if (document.visibilityState === "visible") end ??= begin();
    else timer = setTimeout(leave, PATIENCE);
  }
  function leave(): void {
    end?.();
    end = undefined;
  }
  look();
  document.addEventListener("visibilitychange", look);
  return () => {
    document.removeEventListener("visibilitychange", look);
    clearTimeout(timer);
    leave();
  };
}

function read(event: MessageEvent<string>): Told["data"] {
  const data: unknown = JSON.parse(event.data);
  return typeof data === "object" && data !== null ? { ...data } : {};
}
