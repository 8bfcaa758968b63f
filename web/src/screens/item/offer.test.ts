import { expect, it } from "vitest";
import type { Item } from "@/data/items";
import type { Kind, NetworkName, NetworkRules } from "@/data/rules";
import { missing, networksFor, termsOf, usualWish, type Wish } from "./offer";

const ZONE = "Asia/Jakarta";
const NOW = Date.parse("2026-11-24T02:00:00.000Z");

function network(name: NetworkName, { points, kinds }: { points: boolean; kinds: Kind[] }): NetworkRules {
  return {
    network: name,
    title: name,
    limit: 500,
    unit: "graphemes",
    url_length: null,
    points: { allowed: points, source: "a source" },
    own_words: 20,
    identical_text: true,
    kinds: (["post", "repost", "like", "comment", "follow"] as const).map((kind) => ({
      kind,
      offered: kinds.includes(kind),
      why_not: kinds.includes(kind) ? null : "not-yet",
      aim: kind === "post" ? null : kind === "follow" ? "account" : "post",
      has_words: kind === "post" || kind === "comment",
      source: "a source",
    })),
  };
}

const mastodon = network("mastodon", { points: true, kinds: ["post", "like"] });
const x = network("x", { points: false, kinds: ["post"] });
const bluesky = network("bluesky", { points: true, kinds: [] });
const rules = [mastodon, x, bluesky];

function item(messages: NetworkName[], expires: string | null = null): Item {
  const said = messages.map((each) => ({ network: each, language: "en", text: "Look" }));
  return { item_id: "an-item", expires_at: expires, words: { messages: said } } as unknown as Item;
}

it("says why only where something is said", () => {
  const wish = usualWish(item([]), rules, NOW, ZONE);
  expect(termsOf(wish, mastodon, ZONE).reason).toBeNull();
  expect(termsOf({ ...wish, reason: "  It is ours. " }, mastodon, ZONE).reason).toBe("It is ours.");
});

it("begins with a week for everyone on the networks that have messages", () => {
  const wish = usualWish(item(["x", "bluesky"]), rules, NOW, ZONE);
  expect(wish).toMatchObject({
    networks: ["x"],
    opens: "2026-11-24T09:00",
    closes: "2026-12-01T09:00",
    everyone: true,
  });
  expect(missing(wish, rules)).toBeNull();
});

it("ends with the item at the latest", () => {
  expect(usualWish(item([], "2026-11-26T02:00:00.000Z"), rules, NOW, ZONE).closes).toBe("2026-11-26T09:00");
});

it("chooses nothing for somebody where there is a choice without messages", () => {
  expect(networksFor("post", item([]), rules)).toEqual([]);
  expect(networksFor("post", item([]), [mastodon, bluesky])).toEqual(["mastodon"]);
  expect(networksFor("like", item(["x"]), rules)).toEqual(["mastodon"]);
});

it("gives points only where the network allows them, and asks for own words only where there are words", () => {
  const wish: Wish = {
    ...usualWish(item(["mastodon", "x"]), rules, NOW, ZONE),
    points: 25,
    target: "https://a.example/@b/1",
  };
  expect(termsOf(wish, mastodon, ZONE)).toMatchObject({ points: 25, own_words: 20, target: null });
  expect(termsOf(wish, x, ZONE)).toMatchObject({ points: 0, own_words: 20 });
  expect(termsOf({ ...wish, kind: "like" }, mastodon, ZONE)).toMatchObject({ own_words: 0, target: wish.target });
});

it("says what is missing", () => {
  const wish = usualWish(item(["mastodon"]), rules, NOW, ZONE);
  expect(missing({ ...wish, networks: [] }, rules)).toBe("networks");
  expect(missing({ ...wish, kind: "like" }, rules)).toBe("target");
  expect(missing({ ...wish, closes: wish.opens }, rules)).toBe("window");
  expect(missing({ ...wish, everyone: false }, rules)).toBe("groups");
});
