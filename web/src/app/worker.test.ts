import { expect, it, vi } from "vitest";
import { takeOver, watch } from "./worker";

/** Its events are sent by the tests. */
class Registration extends EventTarget {
  waiting: { postMessage: (told: string) => void } | null = null;
}

class Container extends EventTarget {
  registration = new Registration();

  constructor(readonly controller: object | null) {
    super();
  }

  register = async () => this.registration;
  getRegistration = async () => this.registration;

  /** As the browser sees it. */
  get workers() {
    return this as unknown as ServiceWorkerContainer;
  }

  change(): void {
    this.dispatchEvent(new Event("controllerchange"));
  }
}

it("tells of a version that waits, but not of the first one", async () => {
  for (const controller of [null, {}]) {
    const container = new Container(controller);
    container.registration.waiting = { postMessage: () => undefined };
    const tell = vi.fn();
    await watch(container.workers, tell);
    expect(tell).toHaveBeenCalledTimes(controller === null ? 0 : 1);
  }
});

it("tells of a version that another tab let take over", async () => {
  const container = new Container(null);
  const tell = vi.fn();
  await watch(container.workers, tell);
  container.change();
  expect(tell).not.toHaveBeenCalled();
  container.change();
  expect(tell).toHaveBeenCalledOnce();
});

it("loads the page anew once the version that waits has taken over", async () => {
  const container = new Container({});
  const postMessage = vi.fn();
  const reload = vi.fn();
  container.registration.waiting = { postMessage };
  await takeOver(container.workers, reload);
  expect(postMessage).toHaveBeenCalledWith("take-over");
  expect(reload).not.toHaveBeenCalled();
  container.change();
  expect(reload).toHaveBeenCalledOnce();
});

it("loads the page anew at once where nothing waits any more", async () => {
  const reload = vi.fn();
  await takeOver(new Container({}).workers, reload);
  await takeOver(undefined, reload);
  expect(reload).toHaveBeenCalledTimes(2);
});
