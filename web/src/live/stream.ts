/**
 * The one connection over which the gateway tells what changed. The browser sends Last-Event-ID when it connects again
 * by itself; after an end that it does not mend (an answer other than 200) this opens a new one, and then everything
 * counts as out of date, because what was missed is not known.
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
  "points-awarded",
  "points-refunded",
  "points-reversed",
  "points-spent",
  "post",
  "reward-changed",
  "reward-fulfilled",
  "source-changed",
  "standings-changed",
  "suggestion-changed",
  "topic-changed",
] as const;

const PATH = "/api/events";
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15_000;

/** Listens until the function that it returns is called. */
export function listen(listener: Listener, open: (path: string) => EventSource = (path) => new EventSource(path)) {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pause = FIRST_PAUSE;

  function connect(): void {
    const opened = open(PATH);
    source = opened;
    let isNew = true;
    const heard = (mayHaveMissed: boolean) => {
      pause = FIRST_PAUSE;
      isNew = false;
      listener.connected(true);
      if (mayHaveMissed) listener.reset();
    };
    // A new connection tells from now on: what was read before it stood may be out of date. One that the browser
    // mended goes on where it was.
    opened.addEventListener("hello", () => heard(isNew));
    opened.addEventListener("reset", () => heard(true));
    for (const type of TYPES) {
      opened.addEventListener(type, (event) => listener.told({ type, data: read(event) }));
    }
    opened.onerror = () => {
      listener.connected(false);
      if (opened.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(connect, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    };
  }

  connect();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}

function read(event: MessageEvent<string>): Told["data"] {
  const data: unknown = JSON.parse(event.data);
  return typeof data === "object" && data !== null ? { ...data } : {};
}
