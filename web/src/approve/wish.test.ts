import { expect, it } from "vitest";
import type { Activity } from "@/data/feed";
import type { Draft } from "./draft";
import { languagesOf, startOf, startsOf, wishOf } from "./wish";

const draft: Draft = { text: "Come", language: "", visibility: "", warning: "", images: [], choice: null, picked: "" };

function offered(messages: { language: string; text: string }[], more: Partial<Activity> = {}): Activity {
  const extras = { visibilities: ["public", "unlisted"], content_warning: false, images: 1 };
  return { activity_id: "a", kind: "post", content: { messages, language: "en" }, extras, ...more } as Activity;
}

const both = offered([
  { language: "en", text: "Come" },
  { language: "id", text: "Datanglah" },
]);

it("starts from the message in the person's language, else from the first, in the language of that message", () => {
  expect(startOf(both, "id")).toEqual({ text: "Datanglah", language: "id" });
  expect(startOf(both, "fr")).toEqual({ text: "Come", language: "en" });
});

it("starts a post for which nobody suggested anything from its title, and a comment from nothing", () => {
  const content = { title: "Our lab opens", language: "en", messages: [] } as unknown as Activity["content"];
  expect(startOf(offered([], { content }), "id")).toEqual({ text: "Our lab opens", language: "en" });
  expect(startsOf(offered([], { content, kind: "comment" }))).toEqual([]);
  expect(startOf(offered([], { content: null }), "id")).toEqual({ text: "", language: "" });
});

it("asks in the language of the words, not in that of the item", () => {
  expect(wishOf({ ...draft, language: "id" }, both, null, "en").language).toBe("id");
  expect(wishOf({ ...draft, language: "pt-BR" }, both, null, "en").language).toBe("pt");
  expect(wishOf(draft, both, null, "id").language).toBe("id");
});

it("asks in the language that was chosen for words that began in another", () => {
  const begun = { ...draft, ...startOf(both, "en"), text: "Datanglah!" };
  expect(wishOf(begun, both, null, "en").language).toBe("en");
  expect(wishOf({ ...begun, language: "id" }, both, null, "en").language).toBe("id");
});

it("offers the languages of what one may start from, as an approval says them", () => {
  const messages = [
    { language: "ca-ES", text: "Vine" },
    { language: "fil", text: "Halika" },
  ];
  expect(languagesOf(offered(messages))).toEqual(["ca"]);
});

it("asks for the time that was picked only while that is the choice", () => {
  const picked = "2026-12-03T18:28:00Z";
  expect(wishOf({ ...draft, choice: "pick", picked }, both, null, "en").picked_at).toBe(picked);
  expect(wishOf({ ...draft, choice: "drip", picked }, both, null, "en").picked_at).toBeNull();
});

it("asks for nothing that the network does not have", () => {
  const images = [
    { hash: "0", alt: "A robot" },
    { hash: "1", alt: "A lamp" },
  ];
  const wish = wishOf({ ...draft, visibility: "private", warning: "long", images }, both, null, "en");
  expect(wish).toMatchObject({ visibility: "", content_warning: "", media: [images[0]] });
  expect(wishOf(draft, offered([], { kind: "like" }), null, "en").text).toBe("");
});
