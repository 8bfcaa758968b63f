import { expect, it } from "vitest";
import { loaded, NotLoaded } from "./arriving";
import { Fence } from "./Fence";

const Part = () => null;

it("is what was loaded", async () => {
  expect((await loaded(async () => ({ default: Part }))).default).toBe(Part);
});

it("that a part did not come is told apart from a part that broke", async () => {
  const gone = loaded(() => Promise.reject(new TypeError("Failed to fetch dynamically imported module")));
  const error = await gone.catch((error: unknown) => error);
  expect(error).toBeInstanceOf(NotLoaded);
  expect(Fence.getDerivedStateFromError(error)).toEqual({ fault: "not-loaded" });
  expect(Fence.getDerivedStateFromError(new TypeError("undefined is no object"))).toEqual({ fault: "broken" });
});
