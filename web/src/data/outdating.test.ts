import { QueryObserver } from "@tanstack/react-query";
import { expect, it, vi } from "vitest";
import { OutdatingClient } from "./outdating";

/** Topics on the screen, as the service has them when it is asked; each answer is given by hand. */
function shown(client: OutdatingClient) {
  const topics = ["Safety"];
  const answers: (() => void)[] = [];
  const queryFn = () => {
    const then = [...topics];
    return new Promise<string[]>((resolve) => answers.push(() => resolve(then)));
  };
  new QueryObserver(client, { queryKey: ["topics"], queryFn, staleTime: Number.POSITIVE_INFINITY }).subscribe(() => {});
  return { topics, answers };
}

it("shows what somebody did while the list that it belongs to was asked for the first time", async () => {
  const client = new OutdatingClient();
  const { topics, answers } = shown(client);
  topics.push("Careers");
  const refreshed = vi.fn();
  void client.invalidateQueries({ queryKey: ["topics"] }).then(refreshed);

  answers[0]?.();
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  expect(refreshed).not.toHaveBeenCalled();
  answers[1]?.();
  await vi.waitFor(() => expect(refreshed).toHaveBeenCalled());
  expect(client.getQueryData(["topics"])).toEqual(["Safety", "Careers"]);
});

it("asks once more, however often it is out of date meanwhile", async () => {
  const client = new OutdatingClient();
  const { answers } = shown(client);
  void client.invalidateQueries({ queryKey: ["topics"] });
  void client.invalidateQueries();
  answers[0]?.();
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  answers[1]?.();
  await vi.waitFor(() => expect(client.isFetching()).toBe(0));
  expect(answers).toHaveLength(2);
});

it("leaves alone what is asked for where another is out of date", async () => {
  const client = new OutdatingClient();
  const { answers } = shown(client);
  await client.invalidateQueries({ queryKey: ["items"] });
  answers[0]?.();
  await vi.waitFor(() => expect(client.isFetching()).toBe(0));
  expect(answers).toHaveLength(1);
});
