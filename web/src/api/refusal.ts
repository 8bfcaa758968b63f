import type { components } from "./schema";

type Problem = components["schemas"]["Problem"] & Readonly<Record<string, unknown>>;

/** The platform said no: `code` is stable, `problem` holds what belongs to it (RFC 9457). */
export class Refusal extends Error {
  readonly code: string;
  readonly problem: Problem;

  constructor(
    readonly status: number,
    told: unknown,
  ) {
    const problem = isProblem(told) ? told : nameless(status);
    super(problem.detail);
    this.name = "Refusal";
    this.code = problem.code;
    this.problem = problem;
  }

  /** A number that the problem brings along, such as `limit`. */
  number(name: string): number | undefined {
    const value = this.problem[name];
    return typeof value === "number" ? value : undefined;
  }

  /** The number of a character that may not stand where it was typed, such as U+202E. */
  get character(): string | undefined {
    return this.problem.errors?.find((each) => each.character !== undefined)?.character;
  }

  /** Words by language that the problem brings along, such as `explained`. */
  words(name: string, language: string): string | undefined {
    const value = this.problem[name];
    if (typeof value !== "object" || value === null) return undefined;
    const told: unknown = Reflect.get(value, language);
    return typeof told === "string" ? told : undefined;
  }
}

/** There was no answer: whether the request arrived is not known. */
export class Unreachable extends Error {
  override name = "Unreachable";
}

/** Whether asking again, with the same key, may help: a part of Restu may be back. */
export function mayPass(error: unknown): boolean {
  if (error instanceof Unreachable) return true;
  return error instanceof Refusal && [429, 502, 503, 504].includes(error.status) && !isElsewhere(error);
}

/** Somebody else's server failed. Nobody but who asked for it knows whether it is worth another try. */
export function isElsewhere(error: unknown): boolean {
  return error instanceof Refusal && "nothing_sent" in error.problem;
}

function isProblem(told: unknown): told is Problem {
  return typeof told === "object" && told !== null && "code" in told && "detail" in told;
}

function nameless(status: number): Problem {
  return { type: "urn:restu:problem:unknown", title: "", status, code: "unknown", detail: `HTTP ${status}` };
}
