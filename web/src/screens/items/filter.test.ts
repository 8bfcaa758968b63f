import { expect, it } from "vitest";
import type { Item } from "@/data/items";
import { found, languagesOf } from "./filter";

function item(title: string, language: string, description = ""): Item {
  const words = { title, description, language, link: "https://example.org/lab", image_url: null, messages: [] };
  return { item_id: title, words, topics: [`about-${language}`] } as unknown as Item;
}

const items = [item("Our learning lab opens", "en"), item("Laboratorium kami dibuka", "id", "Café baru")];

function titles(search: string, language = "", topic = ""): (string | undefined)[] {
  return found(items, { search, language, topic }).map((each) => each.words?.title);
}

it("finds every word, in any order, case and accent", () => {
  expect(titles("")).toHaveLength(2);
  expect(titles("LAB opens")).toEqual(["Our learning lab opens"]);
  expect(titles("dibuka cafe")).toEqual(["Laboratorium kami dibuka"]);
  expect(titles("example.org")).toHaveLength(2);
  expect(titles("lab closes")).toEqual([]);
});

it("keeps to a language and a topic", () => {
  expect(titles("lab", "", "about-en")).toEqual(["Our learning lab opens"]);
  expect(titles("lab", "id")).toEqual(["Laboratorium kami dibuka"]);
  expect(languagesOf(items)).toEqual(["en", "id"]);
});

it("finds an item whose words are gone only without a search", () => {
  const gone = { item_id: "gone", words: null, topics: [] } as unknown as Item;
  expect(found([gone], { search: "", language: "", topic: "" })).toEqual([gone]);
  expect(found([gone], { search: "lab", language: "", topic: "" })).toEqual([]);
});
