import createClient, { type Middleware } from "openapi-fetch";
import { Refusal, Unreachable } from "./refusal";
import type { paths } from "./schema";
import { learnTime } from "./time";

const POSITION = "Restu-Position";
const SAFE = new Set(["GET", "HEAD"]);

/** What the session and one's own last commands add to a request. One per page, and a page is one person's. */
class Proofs {
  #person: string | undefined;
  #isLeft = false;
  #csrf = "";
  #positions = new Map<string, string>();

  /**
   * Of the session that `/auth/session` told of. False where it is somebody else's than this page's: then nothing changes,
   * so that what the first person began, and is perhaps sent again at this moment, is refused instead of done by another.
   */
  begin(person: string, csrf: string): boolean {
    this.#person ??= person;
    if (this.#person !== person) return false;
    this.#isLeft = false;
    if (csrf !== this.#csrf) this.#positions.clear();
    this.#csrf = csrf;
    return true;
  }

  /** They signed out themselves. */
  leave(): void {
    this.#isLeft = true;
  }

  /** Why nobody is signed in, where nobody is: somebody left, or lost their session. Null where nobody ever was. */
  get end(): "left" | "lost" | null {
    if (this.#person === undefined) return null;
    return this.#isLeft ? "left" : "lost";
  }

  add(request: Request): void {
    if (!SAFE.has(request.method)) request.headers.set("Restu-CSRF", this.#csrf);
    const position = this.#positions.get(serviceOf(request.url));
    if (position !== undefined) request.headers.set(POSITION, position);
  }

  /** A command answers with a position; later reads of that service show at least that. */
  learn(request: Request, response: Response): void {
    const position = response.headers.get(POSITION);
    if (position !== null && !SAFE.has(request.method)) this.#positions.set(serviceOf(request.url), position);
  }
}

export const proofs = new Proofs();

const middleware: Middleware = {
  onRequest: ({ request }) => proofs.add(request),
  onResponse: ({ request, response }) => {
    proofs.learn(request, response);
    learnTime(response.headers);
  },
  onError: ({ error }) => (error instanceof DOMException ? error : new Unreachable()),
};

/** The gateway, typed by contracts/openapi.json. Use it through `answer`. */
export const api = createClient<paths>();
api.use(middleware);

interface Told<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** The answer's body. Throws Refusal for what was refused, Unreachable where there was no answer. */
export async function answer<Data>(asked: Promise<Told<Data>>): Promise<Data> {
  const { data, error, response } = await asked;
  if (!response.ok) throw new Refusal(response.status, error);
  return data as Data;
}

/** An Idempotency-Key: one for each wish, kept while the same wish is sent again. */
export function newKey(): string {
  return crypto.randomUUID();
}

/** The header that a command carries its key in. */
export function keyed(key: string) {
  return { "Idempotency-Key": key };
}

function serviceOf(url: string): string {
  return new URL(url).pathname.split("/")[2] ?? "";
}
