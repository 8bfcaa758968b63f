import { parse } from "@formatjs/icu-messageformat-parser";
import { describe, expect, it } from "vitest";
import { LANGUAGES } from "./languages";
import { format } from "./messages";

type Messages = Readonly<Record<string, string>>;

const files = import.meta.glob<Messages>("../**/messages.*.ts", { eager: true, import: "default" });
const tests = Object.keys(files).filter((path) => !path.includes(".test."));
const folders = [...new Set(tests.map((path) => path.replace(/\/messages\.\w+\.ts$/, "")))];

function messages(folder: string, language: string): Messages {
  return files[`${folder}/messages.${language}.ts`] ?? {};
}

/** A number in front of one of these has to be a plural, for it may be one. */
const COUNTED = /\{\w+\} (points|posts|people|weeks|days|minutes|levels|items|images|activities|entries|places)\b/;

/** Every name that a message fills in, however deep. */
function names(message: string): string[] {
  const found = new Set<string>();
  JSON.stringify(parse(message), (key, value: unknown) => {
    if (typeof value === "object" && value !== null && "type" in value && "value" in value) {
      // Types 1 to 6 of the syntax are arguments; 0 is literal text, 7 the # of a plural.
      const { type, value: name } = value;
      if (typeof type === "number" && type >= 1 && type <= 6 && typeof name === "string") found.add(name);
    }
    return key === "location" ? undefined : value;
  });
  return [...found].sort();
}

describe.each(folders)("the messages of %s", (folder) => {
  it("are there in every language, with the same keys", () => {
    const keys = Object.keys(messages(folder, "en"));
    expect(keys).not.toEqual([]);
    for (const language of LANGUAGES) expect(Object.keys(messages(folder, language)).sort()).toEqual([...keys].sort());
  });

  it("fill in the same in every language, and are not empty", () => {
    for (const [key, message] of Object.entries(messages(folder, "en"))) {
      for (const language of LANGUAGES) {
        const said = messages(folder, language)[key] ?? "";
        expect(said.trim(), `${language} ${key}`).not.toBe("");
        expect(names(said), `${language} ${key}`).toEqual(names(message));
      }
    }
  });

  it("are translated", () => {
    const long = Object.entries(messages(folder, "en")).filter(([, message]) => message.split(" ").length > 3);
    for (const [key, message] of long) expect(messages(folder, "id")[key], key).not.toBe(message);
  });

  it("do not say 1 points", () => {
    const wrong = Object.values(messages(folder, "en")).filter((message) => COUNTED.test(message));
    expect(wrong).toEqual([]);
  });
});

it("count as each language counts", () => {
  const message = "{count, plural, one {# point} other {# points}}";
  expect(format("en", message, { count: 1 })).toBe("1 point");
  expect(format("en", message, { count: 1200 })).toBe("1,200 points");
  expect(format("id", "{count, plural, other {# poin}}", { count: 1200 })).toBe("1.200 poin");
});
