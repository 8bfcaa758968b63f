import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { listen, whileSeen } from "./stream";

/** An EventSource whose events are dispatched by hand. */
class Source extends EventTarget {
  readyState = 1;
  onerror: (() => void) | null = null;
  close = vi.fn();

  tell(type: string, data: unknown = {}): void {
    this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data) }));
  }

  fail(isOver: boolean): void {
    this.readyState = isOver ? 2 : 0;
    this.onerror?.();
  }
}

const sources: Source[] = [];
const paths: string[] = [];
const listener = { told: vi.fn(), reset: vi.fn(), connected: vi.fn() };
let stop: () => void;

function last(): Source {
  const source = sources.at(-1);
  if (source === undefined) throw new Error("nothing was opened");
  return source;
}

function begin(heard?: string): void {
  stop = listen(listener, heard, (path) => {
    paths.push(path);
    sources.push(new Source());
    return last() as unknown as EventSource;
  });
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", { CLOSED: 2 });
  sources.length = 0;
  paths.length = 0;
  vi.clearAllMocks();
  begin();
});

afterEach(() => {
  stop();
  vi.useRealTimers();
});

it("tells what happens, with its data", () => {
  last().tell("hello");
  last().tell("post", { state: "published" });
  expect(listener.told).toHaveBeenCalledExactlyOnceWith({ type: "post", data: { state: "published" } });
});

it("makes everything be read again when a connection is new: nothing was heard before it stood", () => {
  last().tell("hello");
  expect(listener.reset).toHaveBeenCalledTimes(1);
});

it("goes on behind what was heard before anything was read, until it stands", () => {
  stop();
  begin("consent:4,content:2");
  last().fail(true);
  vi.advanceTimersByTime(500);
  last().tell("hello");
  expect(listener.reset).not.toHaveBeenCalled();

  last().fail(true);
  vi.advanceTimersByTime(500);
  last().tell("hello");
  expect(listener.reset).toHaveBeenCalledTimes(1);
  const behind = "/api/events?after=consent%3A4%2Ccontent%3A2";
  expect(paths.slice(1)).toEqual([behind, behind, "/api/events"]);
});

it("reads everything again where what was heard is too long ago", () => {
  stop();
  begin("consent:4,content:2");
  last().tell("reset");
  expect(listener.reset).toHaveBeenCalledTimes(1);
});

it("trusts what the browser resumed: it goes on where it was", () => {
  last().tell("hello");
  last().fail(false);
  expect(listener.connected).toHaveBeenLastCalledWith(false);
  last().tell("hello");
  expect(listener.connected).toHaveBeenLastCalledWith(true);
  expect(listener.reset).toHaveBeenCalledTimes(1);
});

it("reads everything again when it is told to", () => {
  last().tell("hello");
  last().tell("reset");
  expect(listener.reset).toHaveBeenCalledTimes(2);
});

it("reads everything again after an hour: that a week is over, nothing tells", () => {
  last().tell("hello");
  for (let minute = 0; minute < 60; minute += 1) {
    expect(listener.reset).toHaveBeenCalledTimes(1);
    for (let span = 0; span < 60_000; span += 10_000) {
      last().tell("alive");
      vi.advanceTimersByTime(10_000);
    }
  }
  expect(listener.reset).toHaveBeenCalledTimes(2);
});

it("opens a new connection where the browser gave up, with growing pauses", () => {
  last().fail(true);
  vi.advanceTimersByTime(500);
  expect(sources).toHaveLength(2);
  last().fail(true);
  vi.advanceTimersByTime(999);
  expect(sources).toHaveLength(2);
  vi.advanceTimersByTime(1);
  expect(sources).toHaveLength(3);
});

it("opens a new connection where nothing was heard for half a minute, and reads everything again", () => {
  last().tell("hello");
  vi.advanceTimersByTime(24_999);
  expect(listener.connected).toHaveBeenLastCalledWith(true);
  vi.advanceTimersByTime(1);
  expect(listener.connected).toHaveBeenLastCalledWith(false);
  expect(sources).toHaveLength(2);
  expect(sources[0]?.close).toHaveBeenCalled();
  last().tell("hello");
  expect(listener.connected).toHaveBeenLastCalledWith(true);
  expect(listener.reset).toHaveBeenCalledTimes(2);
});

it("leaves alone a connection that says something, be it that nothing happens", () => {
  last().tell("hello");
  for (let told = 0; told < 10; told++) {
    vi.advanceTimersByTime(20_000);
    last().tell(told % 2 ? "alive" : "post");
  }
  expect(sources).toHaveLength(1);
  expect(listener.told).toHaveBeenCalledTimes(5);
});

it("does not wait for ever where the browser cannot mend it", () => {
  last().tell("hello");
  vi.advanceTimersByTime(20_000);
  last().fail(false);
  vi.advanceTimersByTime(24_999);
  expect(sources).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(sources).toHaveLength(2);
});

it("ends when it is told to", () => {
  stop();
  expect(last().close).toHaveBeenCalled();
  vi.advanceTimersByTime(60 * 60_000);
  expect(sources).toHaveLength(1);
});

it("listens while the page is seen, a moment longer, and anew when it is seen again", () => {
  const page = Object.assign(new EventTarget(), { visibilityState: "visible" });
  vi.stubGlobal("document", page);
  const show = (state: string) => {
    page.visibilityState = state;
    page.dispatchEvent(new Event("visibilitychange"));
  };
  const end = vi.fn();
  const begin = vi.fn(() => end);
  const leave = whileSeen(begin);
  show("hidden");
  vi.advanceTimersByTime(1_000);
  show("visible");
  vi.advanceTimersByTime(10_000);
  expect([begin.mock.calls.length, end.mock.calls.length]).toEqual([1, 0]);
  show("hidden");
  vi.advanceTimersByTime(10_000);
  expect(end).toHaveBeenCalledTimes(1);
  show("visible");
  expect(begin).toHaveBeenCalledTimes(2);
  leave();
  expect(end).toHaveBeenCalledTimes(2);
  show("hidden");
  show("visible");
  expect(begin).toHaveBeenCalledTimes(2);
});
