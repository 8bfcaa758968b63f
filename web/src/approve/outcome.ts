/**
 * Whether something that was sent is approved: ends with a certain yes, or throws a certain no. What is no answer, or
 * none that can be understood, is neither: it is sent again (the same key is the same wish) and looked for, until it is
 * found, refused, or missing for long enough that it cannot have arrived.
 */

import { Refusal } from "@/api/refusal";
import { isOver } from "@/data/feed";

export interface Means {
  /** Sends it, each time with the same key. */
  send: () => Promise<unknown>;
  /** Reads the approval as it is now. */
  look: () => Promise<unknown>;
  /** Lets so many milliseconds pass; throws where nobody waits for the outcome any more. */
  pause: (milliseconds: number) => Promise<void>;
  /** Told when no answer came: from now on it may have arrived. */
  doubt: () => void;
}

/** It was sent, and no approval came of it. */
export class NotApproved extends Error {
  override name = "NotApproved";
}

/** Between one sending and the next, in milliseconds. */
const PAUSES = [1_000, 2_000, 4_000];
const LOOKS_AGAIN = 2_000;
/** What was sent shows after a moment: it has to be missing so many times in a row. */
const MISSING = 3;

/** Returns once the approval is known to be there. Throws a Refusal, NotApproved, or what `pause` throws. */
export async function settle(approvalId: string, { send, look, pause, doubt }: Means): Promise<void> {
  for (const milliseconds of PAUSES) {
    if (await isSaid(send, approvalId)) return;
    doubt();
    if ((await isFound(look, approvalId)) === true) return;
    await pause(milliseconds);
  }
  for (let missing = 0; missing < MISSING; ) {
    const found = await isFound(look, approvalId);
    if (found === true) return;
    missing = found === false ? missing + 1 : 0;
    await pause(LOOKS_AGAIN);
  }
  throw new NotApproved();
}

/** Whether the answer says, of this approval, that it stands. Throws what certainly is a no. */
async function isSaid(send: Means["send"], approvalId: string): Promise<boolean> {
  try {
    const told = await send();
    return isOf(approvalId, told) && told.state === "standing";
  } catch (error) {
    if (isNo(error)) throw error;
    return false;
  }
}

/** Whether it is there; undefined while nobody can tell. Throws where it has ended, or one may not look any more. */
async function isFound(look: Means["look"], approvalId: string): Promise<boolean | undefined> {
  try {
    const told = await look();
    if (!isOf(approvalId, told)) return undefined;
    if (isOver(told.state)) throw new NotApproved();
    return true;
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return false;
    if (error instanceof NotApproved || mayNotLook(error)) throw error;
    return undefined;
  }
}

/** A refusal by whoever decides. `preview-used` is none: what was lost may be what used it. */
function isNo(error: unknown): boolean {
  return error instanceof Refusal && error.status >= 400 && error.status < 500 && error.code !== "preview-used";
}

function mayNotLook(error: unknown): boolean {
  return error instanceof Refusal && (error.status === 401 || error.status === 403);
}

function isOf(approvalId: string, told: unknown): told is { state: string } {
  if (typeof told !== "object" || told === null) return false;
  return Reflect.get(told, "approval_id") === approvalId && typeof Reflect.get(told, "state") === "string";
}
