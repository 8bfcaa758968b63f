import { QueryObserver } from "@tanstack/react-query";
import { expect, it, vi } from "vitest";
import { api } from "@/api/client";
import { makeQueryClient } from "@/data/client";
import { previewQuery, type Wish } from "./preview";

it("is asked for again when the dialog is opened again: the time may be another's by then, and the token used", async () => {
  const asked = vi.spyOn(api, "POST").mockResolvedValue({ data: {}, response: new Response() } as never);
  const client = makeQueryClient();
  const wish = { activity_id: "activity", text: "mine" } as Wish;
  for (let opened = 1; opened <= 2; opened++) {
    const close = new QueryObserver(client, previewQuery(wish)).subscribe(() => {});
    await vi.waitFor(() => expect(client.getQueryState(previewQuery(wish).queryKey)?.status).toBe("success"));
    expect(asked).toHaveBeenCalledTimes(opened);
    close();
    await vi.waitFor(() => expect(client.getQueryState(previewQuery(wish).queryKey)).toBeUndefined());
  }
});
